#include "data/sample/texture-shape.h"
#include "data/sample/draw-path.h"

#define DISC FROST_TEXTURE_PART_DISC
#define BOX FROST_TEXTURE_PART_BOX
#define ROUND FROST_TEXTURE_PART_ROUND_BOX
#define TRIANGLE FROST_TEXTURE_PART_TRIANGLE
#define DOME FROST_TEXTURE_PART_DOME
#define TAPERED FROST_TEXTURE_PART_TAPERED
#define RING FROST_TEXTURE_PART_RING
#define BOW FROST_TEXTURE_PART_BOW

/* The same few parts again and again: what tells the classes apart is how they are joined.
 * Quarters turn clockwise, so a bow at 1 opens to the left and sits on a right side. */
static const FrostTextureArrangement arrangements[] = {
  { "pair-of-discs",
    { { DISC, -0.5f, 0, 0.42f, 0.42f, 0, 0 }, { DISC, 0.5f, 0, 0.42f, 0.42f, 0, 0 } } },
  { "discs-on-a-bar",
    { { BOX, 0, 0, 0.6f, 0.09f, 0, 1 },
      { DISC, -0.65f, 0, 0.34f, 0.34f, 0, 0 },
      { DISC, 0.65f, 0, 0.34f, 0.34f, 0, 0 } } },
  { "rings-on-a-bar",
    { { BOX, 0, 0, 0.25f, 0.07f, 0, 0 },
      { RING, -0.6f, 0, 0.38f, 0.38f, 0, 0 },
      { RING, 0.6f, 0, 0.38f, 0.38f, 0, 0 } } },
  { "boxes-on-a-bar",
    { { BOX, 0, 0, 0.6f, 0.08f, 0, 1 },
      { BOX, -0.65f, 0, 0.32f, 0.32f, 0, 0 },
      { BOX, 0.65f, 0, 0.32f, 0.32f, 0, 0 } } },
  { "disc-and-box-on-a-bar",
    { { BOX, 0, 0, 0.6f, 0.08f, 0, 1 },
      { DISC, -0.65f, 0, 0.34f, 0.34f, 0, 0 },
      { BOX, 0.65f, 0, 0.32f, 0.32f, 0, 0 } } },
  { "three-discs-in-a-row",
    { { DISC, -0.66f, 0, 0.28f, 0.28f, 0, 0 },
      { DISC, 0, 0, 0.28f, 0.28f, 0, 0 },
      { DISC, 0.66f, 0, 0.28f, 0.28f, 0, 0 } } },
  { "three-discs-in-a-triangle",
    { { DISC, 0, -0.5f, 0.36f, 0.36f, 0, 0 },
      { DISC, -0.5f, 0.36f, 0.36f, 0.36f, 0, 0 },
      { DISC, 0.5f, 0.36f, 0.36f, 0.36f, 0, 0 } } },
  { "four-boxes",
    { { BOX, -0.45f, -0.45f, 0.34f, 0.34f, 0, 0 },
      { BOX, 0.45f, -0.45f, 0.34f, 0.34f, 0, 1 },
      { BOX, -0.45f, 0.45f, 0.34f, 0.34f, 0, 1 },
      { BOX, 0.45f, 0.45f, 0.34f, 0.34f, 0, 0 } } },
  { "five-discs-as-on-a-die",
    { { ROUND, 0, 0, 0.92f, 0.92f, 0, 0 },
      { DISC, -0.5f, -0.5f, 0.17f, 0.17f, 0, 1 },
      { DISC, 0.5f, -0.5f, 0.17f, 0.17f, 0, 1 },
      { DISC, 0, 0, 0.17f, 0.17f, 0, 1 },
      { DISC, -0.5f, 0.5f, 0.17f, 0.17f, 0, 1 },
      { DISC, 0.5f, 0.5f, 0.17f, 0.17f, 0, 1 } } },
  { "box-with-bow-on-top",
    { { BOW, 0, -0.4f, 0.42f, 0.5f, 0, 1 }, { ROUND, 0, 0.25f, 0.75f, 0.65f, 0, 0 } } },
  { "box-with-bow-at-the-side",
    { { BOW, 0.42f, 0, 0.38f, 0.5f, 1, 0 }, { BOX, -0.25f, 0, 0.65f, 0.75f, 0, 0 } } },
  { "box-with-bows-at-both-sides",
    { { BOW, 0.52f, 0, 0.32f, 0.42f, 1, 1 },
      { BOW, -0.52f, 0, 0.32f, 0.42f, 3, 1 },
      { BOX, 0, 0, 0.5f, 0.7f, 0, 0 } } },
  { "box-with-bow-below",
    { { BOW, 0, 0.45f, 0.4f, 0.5f, 2, 1 }, { ROUND, 0, -0.25f, 0.75f, 0.6f, 0, 0 } } },
  { "tapered-with-bow-at-the-side",
    { { BOW, 0.36f, -0.1f, 0.34f, 0.45f, 1, 1 },
      { TAPERED, -0.2f, 0, 0.68f, 0.8f, 0, 0 } } },
  { "tapered-with-bow-on-top",
    { { BOW, 0, -0.3f, 0.55f, 0.65f, 0, 1 }, { TAPERED, 0, 0.3f, 0.75f, 0.6f, 0, 0 } } },
  { "disc-with-bow-at-the-side",
    { { BOW, 0.42f, 0, 0.36f, 0.4f, 1, 1 }, { DISC, -0.22f, 0, 0.68f, 0.68f, 0, 0 } } },
  { "disc-with-two-bows-on-top",
    { { BOW, -0.4f, -0.5f, 0.28f, 0.4f, 0, 1 },
      { BOW, 0.4f, -0.5f, 0.28f, 0.4f, 0, 1 },
      { DISC, 0, 0.22f, 0.72f, 0.72f, 0, 0 } } },
  { "box-with-pocket",
    { { ROUND, 0, 0, 0.75f, 0.95f, 0, 0 }, { ROUND, 0, 0.48f, 0.5f, 0.32f, 0, 1 } } },
  { "box-with-two-pockets",
    { { BOX, 0, 0, 0.92f, 0.75f, 0, 0 },
      { ROUND, -0.42f, 0.25f, 0.3f, 0.34f, 0, 1 },
      { ROUND, 0.42f, 0.25f, 0.3f, 0.34f, 0, 1 } } },
  { "box-with-lid",
    { { BOX, 0, 0.25f, 0.78f, 0.65f, 0, 0 }, { BOX, 0, -0.48f, 0.92f, 0.2f, 0, 1 } } },
  { "box-with-dome",
    { { BOX, 0, 0.4f, 0.7f, 0.5f, 0, 0 }, { DOME, 0, -0.1f, 0.7f, 0.7f, 0, 1 } } },
  { "box-with-roof",
    { { BOX, 0, 0.4f, 0.62f, 0.5f, 0, 0 }, { TRIANGLE, 0, -0.45f, 0.9f, 0.45f, 0, 1 } } },
  { "box-with-two-bands",
    { { ROUND, 0, 0, 0.8f, 0.9f, 0, 0 },
      { BOX, -0.35f, 0, 0.1f, 0.9f, 0, 1 },
      { BOX, 0.35f, 0, 0.1f, 0.9f, 0, 1 } } },
  { "box-with-crossed-bands",
    { { BOX, 0, 0, 0.82f, 0.82f, 0, 0 },
      { BOX, 0, 0, 0.12f, 0.82f, 0, 1 },
      { BOX, 0, 0, 0.82f, 0.12f, 0, 1 } } },
  { "box-on-two-discs",
    { { BOX, 0, -0.2f, 0.92f, 0.45f, 0, 0 },
      { DISC, -0.5f, 0.45f, 0.3f, 0.3f, 0, 1 },
      { DISC, 0.5f, 0.45f, 0.3f, 0.3f, 0, 1 } } },
  { "box-on-two-legs",
    { { BOX, -0.5f, 0.55f, 0.12f, 0.42f, 0, 1 },
      { BOX, 0.5f, 0.55f, 0.12f, 0.42f, 0, 1 },
      { BOX, 0, -0.2f, 0.9f, 0.38f, 0, 0 } } },
  { "board-on-four-legs",
    { { BOX, -0.8f, 0.35f, 0.08f, 0.6f, 0, 1 },
      { BOX, -0.28f, 0.35f, 0.08f, 0.6f, 0, 1 },
      { BOX, 0.28f, 0.35f, 0.08f, 0.6f, 0, 1 },
      { BOX, 0.8f, 0.35f, 0.08f, 0.6f, 0, 1 },
      { BOX, 0, -0.35f, 1, 0.16f, 0, 0 } } },
  { "disc-on-a-stem",
    { { BOX, 0, 0.5f, 0.09f, 0.5f, 0, 1 }, { DISC, 0, -0.35f, 0.6f, 0.6f, 0, 0 } } },
  { "triangle-on-a-stem",
    { { BOX, 0, 0.6f, 0.1f, 0.4f, 0, 1 }, { TRIANGLE, 0, -0.3f, 0.75f, 0.62f, 0, 0 } } },
  { "dome-on-a-stem",
    { { BOX, 0, 0.45f, 0.1f, 0.5f, 0, 1 }, { DOME, 0, 0, 0.9f, 0.8f, 0, 0 } } },
  { "goblet",
    { { BOX, 0, 0.35f, 0.08f, 0.5f, 0, 0 },
      { BOX, 0, 0.88f, 0.45f, 0.08f, 0, 0 },
      { DOME, 0, -0.15f, 0.62f, 0.75f, 2, 0 } } },
  { "ring-with-a-tail",
    { { BOX, 0.6f, 0, 0.42f, 0.11f, 0, 1 }, { RING, -0.35f, 0, 0.55f, 0.55f, 0, 0 } } },
  { "target",
    { { DISC, 0, 0, 0.95f, 0.95f, 0, 0 },
      { DISC, 0, 0, 0.62f, 0.62f, 0, 1 },
      { DISC, 0, 0, 0.28f, 0.28f, 0, 2 } } },
  { "two-eyes-in-a-disc",
    { { DISC, 0, 0, 0.92f, 0.92f, 0, 0 },
      { DISC, -0.36f, -0.18f, 0.2f, 0.2f, 0, 1 },
      { DISC, 0.36f, -0.18f, 0.2f, 0.2f, 0, 1 } } },
  { "face",
    { { DISC, 0, 0, 0.92f, 0.92f, 0, 0 },
      { DISC, -0.36f, -0.22f, 0.16f, 0.16f, 0, 1 },
      { DISC, 0.36f, -0.22f, 0.16f, 0.16f, 0, 1 },
      { BOW, 0, 0.3f, 0.45f, 0.3f, 2, 1 } } },
  { "square-in-a-disc",
    { { DISC, 0, 0, 0.95f, 0.95f, 0, 0 }, { BOX, 0, 0, 0.48f, 0.48f, 0, 1 } } },
  { "disc-in-a-square",
    { { BOX, 0, 0, 0.85f, 0.85f, 0, 0 }, { DISC, 0, 0, 0.52f, 0.52f, 0, 1 } } },
  { "triangle-in-a-disc",
    { { DISC, 0, 0, 0.95f, 0.95f, 0, 0 }, { TRIANGLE, 0, -0.06f, 0.52f, 0.48f, 0, 1 } } },
  { "ring-in-a-square",
    { { BOX, 0, 0, 0.88f, 0.88f, 0, 0 }, { RING, 0, 0, 0.55f, 0.55f, 0, 1 } } },
  { "square-in-a-triangle",
    { { TRIANGLE, 0, -0.05f, 1, 0.92f, 0, 0 }, { BOX, 0, 0.42f, 0.3f, 0.3f, 0, 1 } } },
  { "disc-over-a-box",
    { { BOX, 0, 0.45f, 0.8f, 0.42f, 0, 0 }, { DISC, 0, -0.42f, 0.42f, 0.42f, 0, 1 } } },
  { "box-beside-a-disc",
    { { BOX, -0.5f, 0, 0.42f, 0.42f, 0, 0 }, { DISC, 0.52f, 0, 0.42f, 0.42f, 0, 1 } } },
  { "stack-of-three",
    { { BOX, 0, 0.62f, 0.9f, 0.3f, 0, 0 },
      { BOX, 0, 0, 0.66f, 0.3f, 0, 1 },
      { BOX, 0, -0.62f, 0.4f, 0.3f, 0, 2 } } },
  { "snowman",
    { { DISC, 0, 0.45f, 0.52f, 0.52f, 0, 0 },
      { DISC, 0, -0.2f, 0.38f, 0.38f, 0, 0 },
      { DISC, 0, -0.7f, 0.26f, 0.26f, 0, 1 } } },
  { "chain",
    { { RING, -0.62f, 0, 0.38f, 0.28f, 0, 0 },
      { RING, 0, 0, 0.38f, 0.28f, 0, 1 },
      { RING, 0.62f, 0, 0.38f, 0.28f, 0, 0 } } },
  { "overlapping-rings",
    { { RING, -0.3f, 0, 0.62f, 0.62f, 0, 0 }, { RING, 0.3f, 0, 0.62f, 0.62f, 0, 1 } } },
  { "bottle",
    { { ROUND, 0, 0.3f, 0.5f, 0.68f, 0, 0 },
      { BOX, 0, -0.6f, 0.18f, 0.36f, 0, 0 },
      { BOX, 0, 0.3f, 0.5f, 0.24f, 0, 1 } } },
  { "cylinder",
    { { BOX, 0, 0.1f, 0.6f, 0.65f, 0, 0 },
      { DISC, 0, 0.75f, 0.6f, 0.2f, 0, 0 },
      { DISC, 0, -0.55f, 0.6f, 0.22f, 0, 1 } } },
  { "row-of-posts",
    { { BOX, -0.75f, 0, 0.14f, 0.85f, 0, 0 },
      { BOX, -0.25f, 0, 0.14f, 0.85f, 0, 1 },
      { BOX, 0.25f, 0, 0.14f, 0.85f, 0, 0 },
      { BOX, 0.75f, 0, 0.14f, 0.85f, 0, 1 } } },
  { "arch-of-bows",
    { { BOW, 0, 0.1f, 0.95f, 1, 0, 0 }, { BOW, 0, 0.25f, 0.6f, 0.68f, 0, 1 } } },
};

int
frost_texture_arrangement_n (void)
{
  return G_N_ELEMENTS (arrangements);
}

const FrostTextureArrangement *
frost_texture_arrangement_get (int index)
{
  g_return_val_if_fail (index >= 0 && index < (int) G_N_ELEMENTS (arrangements), NULL);
  return &arrangements[index];
}

void
frost_texture_part_path (const FrostTexturePart *part, double thickness, cairo_t *cr)
{
  const double rx = part->rx;
  const double ry = part->ry;

  cairo_save (cr);
  cairo_translate (cr, part->x, part->y);
  cairo_rotate (cr, part->quarters * G_PI / 2);
  cairo_new_sub_path (cr);
  switch (part->kind)
    {
    case FROST_TEXTURE_PART_DISC:
      frost_path_ellipse (cr, 0, 0, rx, ry);
      break;
    case FROST_TEXTURE_PART_BOX:
      cairo_rectangle (cr, -rx, -ry, 2 * rx, 2 * ry);
      break;
    case FROST_TEXTURE_PART_ROUND_BOX:
      frost_path_round_box (cr, -rx, -ry, 2 * rx, 2 * ry, 0.45 * MIN (rx, ry));
      break;
    case FROST_TEXTURE_PART_TRIANGLE:
      cairo_move_to (cr, 0, -ry);
      cairo_line_to (cr, rx, ry);
      cairo_line_to (cr, -rx, ry);
      cairo_close_path (cr);
      break;
    case FROST_TEXTURE_PART_DOME:
      cairo_scale (cr, rx, ry);
      cairo_arc (cr, 0, 0, 1, G_PI, 2 * G_PI);
      cairo_close_path (cr);
      break;
    case FROST_TEXTURE_PART_TAPERED:
      cairo_move_to (cr, -rx, -ry);
      cairo_line_to (cr, rx, -ry);
      cairo_line_to (cr, 0.65 * rx, ry);
      cairo_line_to (cr, -0.65 * rx, ry);
      cairo_close_path (cr);
      break;
    case FROST_TEXTURE_PART_RING:
      frost_path_ellipse (cr, 0, 0, rx, ry);
      /* The other way round, so that it is a hole. */
      cairo_scale (cr, rx - thickness, ry - thickness);
      cairo_new_sub_path (cr);
      cairo_arc_negative (cr, 0, 0, 1, 2 * G_PI, 0);
      cairo_close_path (cr);
      break;
    case FROST_TEXTURE_PART_BOW:
      cairo_save (cr);
      cairo_scale (cr, rx, ry);
      cairo_arc (cr, 0, 0, 1, G_PI, 2 * G_PI);
      cairo_restore (cr);
      cairo_scale (cr, rx - thickness, ry - thickness);
      cairo_arc_negative (cr, 0, 0, 1, 2 * G_PI, G_PI);
      cairo_close_path (cr);
      break;
    case FROST_TEXTURE_PART_END:
      break;
    }
  cairo_restore (cr);
}
