/* sample-draw.c - one picture of the sample set: a scene, other things, the object with its
 * shadow, and what camera and light make of it. */
#include "data/sample/sample-set.h"
#include "data/sample/clutter.h"
#include "data/sample/draw-object.h"
#include "data/sample/effects.h"
#include "data/sample/scene.h"

#include <math.h>

typedef void (*DrawObject) (cairo_t *cr, FrostDrawRandom *random,
                            const FrostObjectColors *colors, gboolean from_above);

static const struct
{
  const char *name;
  DrawObject draw;
  double ground; /* where it touches what it stands on, in its own square */
  double scale;  /* so that all three cover a picture alike */
} objects[FROST_SAMPLE_N_CLASSES] = {
  { "backpack", frost_draw_backpack, FROST_OBJECT_GROUND, 0.94 },
  { "mug", frost_draw_mug, FROST_OBJECT_GROUND, 0.92 },
  { "sunglasses", frost_draw_sunglasses, FROST_OBJECT_GROUND_SUNGLASSES, 1 },
};

typedef struct
{
  FrostDrawRandom *random;
  FrostScene scene;
  double x; /* of the object's middle, in the unit square */
  double y;
  double half; /* half its size */
  double angle;
  gboolean mirrored;
} Composition;

static double
uniform (Composition *c, double low, double high)
{
  return frost_draw_random_uniform (c->random, low, high);
}

static void
place (Composition *c, int class_index)
{
  const double ground = objects[class_index].ground;

  c->half = uniform (c, 0.3, 0.47) * objects[class_index].scale;
  c->mirrored = frost_draw_random_chance (c->random, 0.5);
  c->x = 0.5 + uniform (c, -1, 1) * (0.56 - c->half);
  if (c->scene.from_above)
    {
      const gboolean any_way = frost_draw_random_chance (c->random, 0.2);

      c->y = 0.5 + uniform (c, -1, 1) * (0.56 - c->half);
      c->angle = any_way ? uniform (c, -G_PI, G_PI) : uniform (c, -0.6, 0.6);
    }
  else
    {
      /* It stands somewhere on the ground, the nearer the larger, never cut off at the foot. */
      const double foot = fmin (c->scene.horizon + uniform (c, 0.06, 0.28), 0.96);

      c->angle = uniform (c, -0.08, 0.08);
      c->y = fmax (foot - ground * c->half, 0.9 * c->half - 0.04);
    }
}

static void
transform (cairo_t *cr, const Composition *c)
{
  cairo_translate (cr, c->x, c->y);
  cairo_rotate (cr, c->angle);
  cairo_scale (cr, c->mirrored ? -c->half : c->half, c->half);
}

/* Things around the object; those that would stand in front of it are kept few and small. */
static void
draw_clutter (cairo_t *cr, Composition *c, gboolean in_front)
{
  const int n = in_front ? frost_draw_random_chance (c->random, 0.35)
                         : frost_draw_random_below (c->random, 5);

  for (int i = 0; i < n; i++)
    {
      const double size = in_front ? uniform (c, 0.1, 0.16) : uniform (c, 0.08, 0.24);
      const double side = frost_draw_random_chance (c->random, 0.5) ? -1 : 1;
      const double away = c->half * uniform (c, 0.75, 1.3) + size * 0.6;

      if (c->scene.from_above)
        {
          const double angle = uniform (c, 0, 2 * G_PI);

          frost_clutter_draw_lying (cr, c->random, c->x + 1.15 * away * cos (angle),
                                    c->y + 1.15 * away * sin (angle), size);
        }
      else
        {
          const double y = in_front ? uniform (c, 1.02, 1.12)
                                    : c->scene.horizon + uniform (c, 0.02, 0.1);
          frost_clutter_draw_standing (cr, c->random, c->x + side * away, y, size);
        }
    }
}

/* What an object looks like on a surface of its own, so that its outline gives the shadow. */
static void
draw_object (cairo_surface_t *surface, const Composition *c, int class_index,
             const FrostObjectColors *colors, FrostDrawRandom random)
{
  const double size = cairo_image_surface_get_width (surface);
  cairo_t *cr = cairo_create (surface);

  cairo_scale (cr, size, size);
  transform (cr, c);
  objects[class_index].draw (cr, &random, colors, c->scene.from_above);
  cairo_destroy (cr);
}

static void
draw_shadow (cairo_t *cr, cairo_surface_t *shadow, Composition *c, int class_index)
{
  const double size = cairo_image_surface_get_width (shadow);
  const FrostColor dark = { 0.04, 0.03, 0.1 };

  if (c->scene.from_above)
    {
      const double far = uniform (c, 0.015, 0.05);

      frost_effect_shadow (shadow, uniform (c, 0.35, 0.6));
      frost_effect_blur (shadow, size * uniform (c, 0.008, 0.022));
      cairo_save (cr);
      cairo_scale (cr, 1 / size, 1 / size);
      cairo_set_source_surface (cr, shadow, size * far, size * far * 1.2);
      cairo_paint (cr);
      cairo_restore (cr);
      return;
    }

  /* Cast on the ground, behind and to the right; then the dark line where it stands. */
  const double foot = c->y + objects[class_index].ground * c->half;
  const double lean = uniform (c, -0.9, -0.3);

  frost_effect_shadow (shadow, uniform (c, 0.25, 0.45));
  frost_effect_blur (shadow, size * 0.012);
  cairo_save (cr);
  cairo_rectangle (cr, 0, c->scene.horizon, 1, 1 - c->scene.horizon);
  cairo_clip (cr);
  cairo_translate (cr, 0, foot);
  cairo_transform (cr, &(cairo_matrix_t){ 1, 0, lean, 0.28, 0, 0 });
  cairo_translate (cr, 0, -foot);
  cairo_scale (cr, 1 / size, 1 / size);
  cairo_set_source_surface (cr, shadow, 0, 0);
  cairo_paint (cr);
  cairo_restore (cr);

  cairo_save (cr);
  cairo_translate (cr, c->x, foot);
  cairo_scale (cr, c->half * 0.95, c->half * 0.12);
  frost_color_set_glow (cr, 0, 0, 1, dark, 0.6, dark, 0);
  cairo_arc (cr, 0, 0, 1, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_restore (cr);
}

static FrostObjectColors
choose_colors (Composition *c)
{
  FrostObjectColors colors;

  /* One in six hardly stands out from what is behind: telling it apart takes its form. */
  colors.body = frost_draw_random_chance (c->random, 0.16)
                    ? frost_color_random (c->random)
                    : frost_color_random_against (c->random, c->scene.backdrop);
  colors.second = frost_color_random_against (c->random, colors.body);
  colors.accent = frost_color_random_against (c->random, colors.body);
  return colors;
}

static FrostEffectFinish
choose_finish (Composition *c)
{
  const gboolean noisy = frost_draw_random_chance (c->random, 0.3);

  return (FrostEffectFinish){
    .exposure = uniform (c, 0.88, 1.18),
    .contrast = uniform (c, 0.92, 1.15),
    .warmth = uniform (c, -0.04, 0.05),
    .slope_x = uniform (c, -0.3, 0.3),
    .slope_y = uniform (c, -0.25, 0.15),
    .vignette = uniform (c, 0, 0.3),
    .noise = noisy ? uniform (c, 3, 8) : uniform (c, 0, 2),
    .chroma = noisy ? uniform (c, 1, 4) : 0,
  };
}

static void
compose (cairo_surface_t *picture, cairo_surface_t *object, int class_index,
         FrostDrawRandom *random)
{
  const double size = cairo_image_surface_get_width (picture);
  Composition c = { .random = random };
  cairo_t *cr = cairo_create (picture);

  cairo_scale (cr, size, size);
  frost_scene_draw (cr, random, &c.scene);
  place (&c, class_index);
  draw_clutter (cr, &c, FALSE);
  /* Focus lies on the object; what is behind it may be out of it. */
  cairo_surface_flush (picture);
  if (frost_draw_random_chance (random, 0.45))
    frost_effect_blur (picture, size * uniform (&c, 0.003, 0.014));

  const FrostObjectColors colors = choose_colors (&c);
  FrostDrawRandom individual;
  frost_data_random_init (&individual, frost_data_random_next (random), 0, 0);
  /* Twice the same drawing: the first becomes the shadow. */
  draw_object (object, &c, class_index, &colors, individual);
  draw_shadow (cr, object, &c, class_index);
  transform (cr, &c);
  objects[class_index].draw (cr, &individual, &colors, c.scene.from_above);
  cairo_identity_matrix (cr);
  cairo_scale (cr, size, size);
  draw_clutter (cr, &c, TRUE);
  cairo_destroy (cr);

  const double blur = frost_draw_random_chance (random, 0.25)
                          ? uniform (&c, 0.002, 0.0075)
                          : uniform (&c, 0, 0.002);
  frost_effect_blur (picture, size * blur);
}

const char *
frost_sample_get_class_name (int class_index)
{
  if (class_index < 0 || class_index >= FROST_SAMPLE_N_CLASSES)
    return NULL;
  return objects[class_index].name;
}

gboolean
frost_sample_draw (int class_index, guint64 seed, int index, int size, guint8 *rgb)
{
  g_return_val_if_fail (class_index >= 0 && class_index < FROST_SAMPLE_N_CLASSES, FALSE);
  g_return_val_if_fail (index >= 0, FALSE);
  g_return_val_if_fail (size >= FROST_SAMPLE_SIZE_MIN && size <= FROST_SAMPLE_SIZE_MAX,
                        FALSE);

  cairo_surface_t *picture = cairo_image_surface_create (CAIRO_FORMAT_RGB24, size, size);
  cairo_surface_t *object = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, size, size);
  gboolean drawn = cairo_surface_status (picture) == CAIRO_STATUS_SUCCESS
                   && cairo_surface_status (object) == CAIRO_STATUS_SUCCESS;

  if (drawn)
    {
      FrostDrawRandom random;

      frost_data_random_init (&random, seed, (guint64) class_index, (guint64) index);
      compose (picture, object, class_index, &random);
      drawn = cairo_surface_status (picture) == CAIRO_STATUS_SUCCESS
              && cairo_surface_status (object) == CAIRO_STATUS_SUCCESS;
      if (drawn)
        {
          Composition c = { .random = &random };
          const FrostEffectFinish finish = choose_finish (&c);

          frost_effect_finish (picture, size, &finish, &random, rgb);
        }
    }
  cairo_surface_destroy (object);
  cairo_surface_destroy (picture);
  return drawn;
}
