#include "data/sample/texture-set.h"
#include "data/sample/clutter.h"
#include "data/sample/draw-color.h"
#include "data/sample/effects.h"
#include "data/sample/scene.h"
#include "data/sample/texture-field.h"
#include "data/sample/texture-shape.h"

#include <math.h>
#include <string.h>

/* Longest: "parts-" and the name of an arrangement. */
#define NAME_MAX_LENGTH 48

typedef enum
{
  KIND_SHAPE,   /* outlines, then figures */
  KIND_TEXTURE, /* regular, then irregular */
  KIND_PARTS,
  KIND_THING /* the clutter of the sample set */
} Kind;

typedef struct
{
  Kind kind;
  int index; /* within the kind */
} Class;

/* One picture being drawn, in pixels; half a picture is the unit of the shapes. */
typedef struct
{
  cairo_t *cr;
  FrostDrawRandom *random;
  int size;
  FrostColor ground; /* what mostly lies behind the main thing */
} Canvas;

static int
shape_n (void)
{
  return frost_texture_outline_n () + frost_texture_figure_n ();
}

static int
field_n (void)
{
  return frost_texture_regular_n () + frost_texture_irregular_n ();
}

static const FrostTextureField *
field_get (int index)
{
  const int n_regular = frost_texture_regular_n ();

  return index < n_regular ? frost_texture_regular_get (index)
                           : frost_texture_irregular_get (index - n_regular);
}

static Class
find_class (int class_index)
{
  if (class_index < shape_n ())
    return (Class){ KIND_SHAPE, class_index };
  if (class_index < shape_n () + field_n ())
    return (Class){ KIND_TEXTURE, class_index - shape_n () };
  class_index -= shape_n () + field_n ();
  if (class_index < frost_texture_arrangement_n ())
    return (Class){ KIND_PARTS, class_index };
  return (Class){ KIND_THING, class_index - frost_texture_arrangement_n () };
}

static double
uniform (Canvas *canvas, double low, double high)
{
  return frost_draw_random_uniform (canvas->random, low, high);
}

static gboolean
chance (Canvas *canvas, double probability)
{
  return frost_draw_random_chance (canvas->random, probability);
}

static guint32
pack_color (FrostColor color)
{
  return 0xff000000u | (guint32) (color.r * 255 + 0.5) << 16
         | (guint32) (color.g * 255 + 0.5) << 8 | (guint32) (color.b * 255 + 0.5);
}

/* A ramp from one colour to another, or through a third in the middle. */
static void
make_ramp (Canvas *canvas, FrostColor from, FrostColor to, guint32 ramp[256])
{
  FrostColor middle = frost_color_mix (from, to, 0.5);

  if (chance (canvas, 0.25))
    middle = frost_color_random (canvas->random);
  for (int i = 0; i < 256; i++)
    ramp[i] = pack_color (i < 128 ? frost_color_mix (from, middle, i / 127.5)
                                  : frost_color_mix (middle, to, i / 127.5 - 1));
}

/* Fills a picture with a texture in these colours, at a random scale, turn and place.
 * cells: how many lie across a picture. */
static cairo_surface_t *
make_texture (Canvas *canvas, const FrostTextureField *field, FrostColor from,
              FrostColor to, double cells)
{
  const int size = canvas->size;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, size, size);
  const double angle = chance (canvas, 0.4) ? 0 : uniform (canvas, 0, 2 * G_PI);
  const float scale = (float) (cells / size);
  const float along = (float) cos (angle) * scale;
  const float across = (float) sin (angle) * scale;
  const float squeeze = (float) uniform (canvas, 0.85, 1.18);
  const FrostTextureParams params = {
    .a = (float) uniform (canvas, 0, 1),
    .b = (float) uniform (canvas, 0, 1),
    .c = (float) uniform (canvas, 0, 1),
    .pixel = scale,
    .seed = (guint32) frost_data_random_next (canvas->random),
  };
  const float shift_u = (float) uniform (canvas, -1, 1);
  const float shift_v = (float) uniform (canvas, -1, 1);
  guint32 ramp[256];

  make_ramp (canvas, from, to, ramp);
  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    return surface;

  guint8 *pixels = cairo_image_surface_get_data (surface);
  const gsize stride = (gsize) cairo_image_surface_get_stride (surface);
  for (int y = 0; y < size; y++)
    {
      guint32 *row = (guint32 *) (void *) (pixels + (gsize) y * stride);
      const float py = (float) y + 0.5f - (float) size / 2;

      for (int x = 0; x < size; x++)
        {
          const float px = (float) x + 0.5f - (float) size / 2;
          const float u = px * along + py * across + shift_u;
          const float v = (py * along - px * across) * squeeze + shift_v;
          const float value = field->value (&params, u, v);

          row[x] = ramp[(int) (255 * CLAMP (value, 0, 1))];
        }
    }
  cairo_surface_mark_dirty (surface);
  return surface;
}

static const FrostTextureField *
any_field (Canvas *canvas)
{
  return field_get (frost_draw_random_below (canvas->random, field_n ()));
}

/* Makes something to fill a shape with the source: a flat colour, a gradient or a texture
 * that hardly differs from the colour or very much. */
static void
set_fill (Canvas *canvas, FrostColor color, double texture_chance)
{
  const double size = canvas->size;

  if (chance (canvas, texture_chance))
    {
      const FrostColor other =
          chance (canvas, 0.5) ? frost_color_shade (color, uniform (canvas, -0.5, 0.5))
                               : frost_color_random (canvas->random);
      cairo_surface_t *texture = make_texture (canvas, any_field (canvas), color, other,
                                               uniform (canvas, 5, 20));

      cairo_set_source_surface (canvas->cr, texture, 0, 0);
      cairo_surface_destroy (texture);
    }
  else if (chance (canvas, 0.5))
    {
      const double angle = uniform (canvas, 0, 2 * G_PI);
      const double x = 0.5 * size * cos (angle);
      const double y = 0.5 * size * sin (angle);

      frost_color_set_gradient (canvas->cr, size / 2 - x, size / 2 - y, size / 2 + x,
                                size / 2 + y,
                                frost_color_shade (color, uniform (canvas, 0, 0.4)), 1,
                                frost_color_shade (color, uniform (canvas, -0.4, 0)), 1);
    }
  else
    frost_color_set (canvas->cr, color, 1);
}

static void
draw_ground (Canvas *canvas)
{
  if (chance (canvas, 0.35))
    {
      FrostScene scene;

      cairo_save (canvas->cr);
      cairo_scale (canvas->cr, canvas->size, canvas->size);
      frost_scene_draw (canvas->cr, canvas->random, &scene);
      cairo_restore (canvas->cr);
      canvas->ground = scene.backdrop;
      return;
    }
  canvas->ground = frost_color_random (canvas->random);
  set_fill (canvas, canvas->ground, 0.55);
  cairo_paint (canvas->cr);
  if (chance (canvas, 0.25))
    {
      /* An edge across: a table, a horizon, a wall. */
      const double middle = canvas->size / 2.0;

      cairo_save (canvas->cr);
      cairo_translate (canvas->cr, middle, middle);
      cairo_rotate (canvas->cr, chance (canvas, 0.6) ? 0 : uniform (canvas, 0, 6));
      cairo_rectangle (canvas->cr, -2 * middle, uniform (canvas, -0.4, 0.7) * middle,
                       4 * middle, 3 * middle);
      cairo_restore (canvas->cr);
      set_fill (canvas, frost_color_random (canvas->random), 0.4);
      cairo_fill (canvas->cr);
    }
}

/* Small shapes about the edges, flat, so that what is large and worked out is the one meant. */
static void
draw_clutter (Canvas *canvas, int n_max)
{
  const int n = frost_draw_random_below (canvas->random, n_max + 1);
  cairo_t *cr = canvas->cr;

  for (int i = 0; i < n; i++)
    {
      const double angle = uniform (canvas, 0, 2 * G_PI);
      const double away = canvas->size * uniform (canvas, 0.36, 0.6);
      const double half = canvas->size * uniform (canvas, 0.04, 0.13);
      const int outline =
          frost_draw_random_below (canvas->random, frost_texture_outline_n ());

      cairo_save (cr);
      cairo_translate (cr, canvas->size / 2.0 + away * cos (angle),
                       canvas->size / 2.0 + away * sin (angle));
      cairo_rotate (cr, uniform (canvas, 0, 2 * G_PI));
      cairo_scale (cr, half, half * uniform (canvas, 0.6, 1.2));
      frost_texture_outline_get (outline)->path (cr, canvas->random);
      cairo_restore (cr);
      frost_color_set (cr, frost_color_random (canvas->random), 1);
      cairo_fill (cr);
    }
}

/* Where the main thing is: mostly upright, now and then any way round, either hand. */
static void
place (Canvas *canvas, double half_low, double half_high)
{
  const double half = canvas->size * uniform (canvas, half_low, half_high);
  const double room = fmax (0.06 * canvas->size, canvas->size / 2.0 - half);
  const double aspect = uniform (canvas, 0.9, 1.11);
  const double turn = chance (canvas, 0.2) ? uniform (canvas, 0, 2 * G_PI)
                                           : uniform (canvas, -0.45, 0.45);
  const double shear = uniform (canvas, -0.12, 0.12);

  cairo_translate (canvas->cr, canvas->size / 2.0 + uniform (canvas, -1, 1) * room,
                   canvas->size / 2.0 + uniform (canvas, -1, 1) * room);
  cairo_rotate (canvas->cr, turn);
  cairo_transform (canvas->cr, &(cairo_matrix_t){ half * aspect, 0, shear * half,
                                                  half / aspect, 0, 0 });
  if (chance (canvas, 0.5))
    cairo_scale (canvas->cr, -1, 1);
}

/* Light from one side over the path that is there, then clears it. */
static void
light_path (Canvas *canvas, gboolean lit)
{
  cairo_t *cr = canvas->cr;
  const double size = canvas->size;
  const FrostColor white = { 1, 1, 1 };
  const FrostColor dark = { 0, 0, 0.08 };

  if (lit)
    {
      frost_color_set_gradient (cr, size * 0.2, size * 0.1, size * 0.8, size * 0.9, white,
                                0.3, dark, 0.4);
      cairo_fill_preserve (cr);
    }
  cairo_new_path (cr);
}

/* A shadow of the path that is there, which stays. */
static void
shadow_path (Canvas *canvas)
{
  cairo_t *cr = canvas->cr;
  cairo_path_t *path = cairo_copy_path (cr);
  const double far = canvas->size * uniform (canvas, 0.015, 0.05);

  cairo_new_path (cr);
  cairo_save (cr);
  cairo_translate (cr, far, far);
  cairo_append_path (cr, path);
  cairo_restore (cr);
  cairo_set_source_rgba (cr, 0.02, 0.02, 0.08, 0.35);
  cairo_fill (cr);
  cairo_append_path (cr, path);
  cairo_path_destroy (path);
}

static void
draw_outline (Canvas *canvas, int index)
{
  cairo_t *cr = canvas->cr;
  const FrostColor color = frost_color_random_against (canvas->random, canvas->ground);
  const double style = uniform (canvas, 0, 1);
  const double pen = canvas->size * uniform (canvas, 0.02, 0.06);

  cairo_save (cr);
  place (canvas, 0.24, 0.47);
  frost_texture_outline_get (index)->path (cr, canvas->random);
  cairo_restore (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, pen);
  if (style < 0.14)
    {
      set_fill (canvas, color, 0.3);
      cairo_stroke (cr);
      return;
    }
  if (chance (canvas, 0.35))
    shadow_path (canvas);
  set_fill (canvas, color, 0.55);
  cairo_fill_preserve (cr);
  if (style < 0.32)
    {
      frost_color_set (cr, frost_color_random_against (canvas->random, color), 1);
      cairo_set_line_width (cr, pen * 0.6);
      cairo_stroke_preserve (cr);
    }
  light_path (canvas, chance (canvas, 0.4));
}

static void
draw_figure (Canvas *canvas, int index)
{
  cairo_t *cr = canvas->cr;
  const FrostColor color = frost_color_random_against (canvas->random, canvas->ground);
  const gboolean round = chance (canvas, 0.5);
  const gboolean edged = chance (canvas, 0.3);
  const double pen = uniform (canvas, 0.13, 0.32);

  cairo_save (cr);
  place (canvas, 0.26, 0.45);
  frost_texture_figure_path (frost_texture_figure_get (index), cr, canvas->random);
  cairo_set_line_cap (cr, round ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_SQUARE);
  cairo_set_line_join (cr, round ? CAIRO_LINE_JOIN_ROUND : CAIRO_LINE_JOIN_MITER);
  if (edged)
    {
      cairo_set_line_width (cr, pen * 1.45);
      frost_color_set (cr, frost_color_random_against (canvas->random, color), 1);
      cairo_stroke_preserve (cr);
    }
  /* A pen is a length in the figure's own square, a fill lies on the picture. */
  cairo_matrix_t matrix;
  cairo_get_matrix (cr, &matrix);
  cairo_identity_matrix (cr);
  set_fill (canvas, color, 0.45);
  cairo_set_matrix (cr, &matrix);
  cairo_set_line_width (cr, pen);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_arrangement (Canvas *canvas, int index)
{
  const FrostTextureArrangement *arrangement = frost_texture_arrangement_get (index);
  cairo_t *cr = canvas->cr;
  const gboolean lit = chance (canvas, 0.4);
  const gboolean shaded = chance (canvas, 0.35);
  const gboolean edged = chance (canvas, 0.25);
  const double thickness = uniform (canvas, 0.1, 0.19);
  const double vary = 0.1;
  FrostColor layers[3];
  cairo_matrix_t matrix;

  layers[0] = frost_color_random_against (canvas->random, canvas->ground);
  layers[1] = frost_color_random_against (canvas->random, layers[0]);
  layers[2] = frost_color_random_against (canvas->random, layers[1]);

  cairo_save (cr);
  place (canvas, 0.3, 0.47);
  cairo_get_matrix (cr, &matrix);
  cairo_restore (cr);
  for (const FrostTexturePart *at = arrangement->parts;
       at->kind != FROST_TEXTURE_PART_END; at++)
    {
      FrostTexturePart part = *at;

      part.x += (float) uniform (canvas, -0.04, 0.04);
      part.y += (float) uniform (canvas, -0.04, 0.04);
      part.rx *= (float) uniform (canvas, 1 - vary, 1 + vary);
      part.ry *= (float) uniform (canvas, 1 - vary, 1 + vary);
      cairo_save (cr);
      cairo_transform (cr, &matrix);
      frost_texture_part_path (&part, thickness, cr);
      cairo_restore (cr);
      if (shaded)
        shadow_path (canvas);
      set_fill (canvas, layers[part.layer], 0.35);
      cairo_fill_preserve (cr);
      if (edged)
        {
          frost_color_set (cr, frost_color_shade (layers[part.layer], -0.7), 1);
          cairo_set_line_width (cr, canvas->size * 0.02);
          cairo_stroke_preserve (cr);
        }
      light_path (canvas, lit);
    }
}

static void
draw_thing (Canvas *canvas, int index)
{
  cairo_t *cr = canvas->cr;
  const double far = canvas->size * uniform (canvas, 0.01, 0.04);

  cairo_push_group (cr);
  place (canvas, 0.26, 0.46);
  frost_clutter_draw (cr, canvas->random, index);
  cairo_pattern_t *thing = cairo_pop_group (cr);
  cairo_save (cr);
  cairo_translate (cr, far, far);
  cairo_set_source_rgba (cr, 0.02, 0.02, 0.08, uniform (canvas, 0, 0.4));
  cairo_mask (cr, thing);
  cairo_restore (cr);
  cairo_set_source (cr, thing);
  cairo_paint (cr);
  cairo_pattern_destroy (thing);
}

/* All over the picture, or inside a large outline on something plain. */
static void
draw_texture (Canvas *canvas, int index)
{
  cairo_t *cr = canvas->cr;
  const FrostColor from = frost_color_random (canvas->random);
  const FrostColor to = frost_color_random_against (canvas->random, from);
  cairo_surface_t *texture =
      make_texture (canvas, field_get (index), from, to, uniform (canvas, 4, 15));

  if (chance (canvas, 0.55))
    {
      cairo_set_source_surface (cr, texture, 0, 0);
      cairo_paint (cr);
    }
  else
    {
      const int outline =
          frost_draw_random_below (canvas->random, frost_texture_outline_n ());

      canvas->ground = frost_color_random (canvas->random);
      set_fill (canvas, canvas->ground, 0);
      cairo_paint (cr);
      cairo_save (cr);
      place (canvas, 0.45, 0.75);
      frost_texture_outline_get (outline)->path (cr, canvas->random);
      cairo_restore (cr);
      cairo_set_source_surface (cr, texture, 0, 0);
      cairo_fill_preserve (cr);
      light_path (canvas, chance (canvas, 0.4));
    }
  cairo_surface_destroy (texture);
  draw_clutter (canvas, 2);
}

static void
draw_class (Canvas *canvas, Class class)
{
  if (class.kind == KIND_TEXTURE)
    {
      draw_texture (canvas, class.index);
      return;
    }
  draw_ground (canvas);
  draw_clutter (canvas, 5);
  if (class.kind == KIND_PARTS)
    draw_arrangement (canvas, class.index);
  else if (class.kind == KIND_THING)
    draw_thing (canvas, class.index);
  else if (class.index < frost_texture_outline_n ())
    draw_outline (canvas, class.index);
  else
    draw_figure (canvas, class.index - frost_texture_outline_n ());
}

static FrostEffectFinish
choose_finish (Canvas *canvas)
{
  const gboolean noisy = chance (canvas, 0.5);

  return (FrostEffectFinish){
    .exposure = uniform (canvas, 0.75, 1.2),
    .contrast = uniform (canvas, 0.7, 1.2),
    .warmth = uniform (canvas, -0.05, 0.05),
    .slope_x = uniform (canvas, -0.4, 0.4),
    .slope_y = uniform (canvas, -0.4, 0.4),
    .vignette = uniform (canvas, 0, 0.35),
    .noise = noisy ? uniform (canvas, 2, 14) : 0,
    .chroma = noisy ? uniform (canvas, 0, 6) : 0,
  };
}

int
frost_texture_set_n_classes (void)
{
  return shape_n () + field_n () + frost_texture_arrangement_n () + frost_clutter_n ();
}

const char *
frost_texture_set_class_name (int class_index)
{
  if (class_index < 0 || class_index >= frost_texture_set_n_classes ())
    return NULL;

  static const char *const kinds[] = { "shape", "texture", "parts", "thing" };
  const Class class = find_class (class_index);
  const char *name;

  if (class.kind == KIND_TEXTURE)
    name = field_get (class.index)->name;
  else if (class.kind == KIND_PARTS)
    name = frost_texture_arrangement_get (class.index)->name;
  else if (class.kind == KIND_THING)
    name = frost_clutter_get_name (class.index);
  else if (class.index < frost_texture_outline_n ())
    name = frost_texture_outline_get (class.index)->name;
  else
    name = frost_texture_figure_get (class.index - frost_texture_outline_n ())->name;

  /* Interned: as many strings as there are classes, however often they are asked for. */
  char full[NAME_MAX_LENGTH];
  g_snprintf (full, sizeof full, "%s-%s", kinds[class.kind], name);
  return g_intern_string (full);
}

gboolean
frost_texture_set_draw (int class_index, guint64 seed, int size, guint8 *rgb)
{
  g_return_val_if_fail (class_index >= 0 && class_index < frost_texture_set_n_classes (),
                        FALSE);
  g_return_val_if_fail (
      size >= FROST_TEXTURE_SET_SIZE_MIN && size <= FROST_TEXTURE_SET_SIZE_MAX, FALSE);

  FrostDrawRandom random;
  cairo_surface_t *picture = cairo_image_surface_create (CAIRO_FORMAT_RGB24, size, size);
  cairo_t *cr = cairo_create (picture);
  Canvas canvas = { cr, &random, size };

  frost_data_random_init (&random, seed, (guint64) class_index, (guint64) size);
  draw_class (&canvas, find_class (class_index));

  const gboolean drawn = cairo_status (cr) == CAIRO_STATUS_SUCCESS;
  cairo_destroy (cr);
  if (drawn)
    {
      const FrostEffectFinish finish = choose_finish (&canvas);

      if (chance (&canvas, 0.5))
        frost_effect_blur (picture, uniform (&canvas, 0.2, 1.3) * size / 96);
      frost_effect_finish (picture, size, &finish, &random, rgb);
    }
  cairo_surface_destroy (picture);
  return drawn;
}
