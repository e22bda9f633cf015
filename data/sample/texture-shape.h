/* texture-shape.h - the forms of texture-set.h: silhouettes, strokes, arrangements of parts.
 *
 * All lie in about the square [-1, 1] x [-1, 1]. Threads: any.
 */
#pragma once

#include "data/sample/draw-random.h"

#include <cairo.h>

G_BEGIN_DECLS

/* A closed outline, added to the path; small things about it vary. */
typedef struct
{
  const char *name;
  void (*path) (cairo_t *cr, FrostDrawRandom *random);
} FrostTextureOutline;

int frost_texture_outline_n (void);
const FrostTextureOutline *frost_texture_outline_get (int index);

/* A figure drawn with a pen: its path is stroked, not filled. */
typedef struct
{
  const char *name;
  /* Straight strokes on a lattice of 5 x 5, x then y, a comma lifts the pen: "00 04,02 42". */
  const char *strokes;
  /* Used where strokes is NULL. */
  void (*path) (cairo_t *cr, FrostDrawRandom *random);
} FrostTextureFigure;

int frost_texture_figure_n (void);
const FrostTextureFigure *frost_texture_figure_get (int index);
void frost_texture_figure_path (const FrostTextureFigure *figure, cairo_t *cr,
                                FrostDrawRandom *random);

typedef enum
{
  FROST_TEXTURE_PART_END,
  FROST_TEXTURE_PART_DISC,
  FROST_TEXTURE_PART_BOX,
  FROST_TEXTURE_PART_ROUND_BOX,
  FROST_TEXTURE_PART_TRIANGLE,
  FROST_TEXTURE_PART_DOME,    /* half a disc, flat side down */
  FROST_TEXTURE_PART_TAPERED, /* a box that is narrower below */
  FROST_TEXTURE_PART_RING,    /* a hoop with nothing in it */
  FROST_TEXTURE_PART_BOW,     /* half a hoop, open side down */
} FrostTexturePartKind;

/* Middle, half width and half height, turn in quarters; layer picks one of three fills. */
typedef struct
{
  FrostTexturePartKind kind;
  float x, y, rx, ry;
  int quarters;
  int layer;
} FrostTexturePart;

#define FROST_TEXTURE_PARTS_MAX 9

/* Parts from back to front, ended by FROST_TEXTURE_PART_END. */
typedef struct
{
  const char *name;
  FrostTexturePart parts[FROST_TEXTURE_PARTS_MAX + 1];
} FrostTextureArrangement;

int frost_texture_arrangement_n (void);
const FrostTextureArrangement *frost_texture_arrangement_get (int index);

/* Adds the part's closed outline to the path, hoops as a band of that thickness. */
void frost_texture_part_path (const FrostTexturePart *part, double thickness,
                              cairo_t *cr);

G_END_DECLS
