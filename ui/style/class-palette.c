#include "ui/style/class-palette.h"

#include <math.h>

/* The first eight are the set of Okabe & Ito 2008 ("Color Universal Design"), reordered so
 * that neighbours differ in lightness as well as in hue, its black exchanged for a slate
 * and its yellow darkened: both vanished on one of the two window backgrounds. The
 * last four lie between them in hue. */
static const guint32 fills[FROST_CLASS_PALETTE_SIZE] = {
  0x0072b2, 0xe69f00, 0x009e73, 0xcc79a7, 0x56b4e9, 0xd55e00,
  0xd9c72b, 0x64748b, 0x7a5cc4, 0x8fb339, 0xa8455e, 0x2aa6a6,
};

static GdkRGBA
unpack (guint32 rgb)
{
  return (GdkRGBA){ ((rgb >> 16) & 0xff) / 255.0f, ((rgb >> 8) & 0xff) / 255.0f,
                    (rgb & 0xff) / 255.0f, 1.0f };
}

static double
linear (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

GdkRGBA
frost_class_palette_fill (int colour)
{
  return unpack (fills[(guint) colour % FROST_CLASS_PALETTE_SIZE]);
}

GdkRGBA
frost_class_palette_ink (int colour)
{
  GdkRGBA fill = frost_class_palette_fill (colour);
  double luminance = 0.2126 * linear (fill.red) + 0.7152 * linear (fill.green)
                     + 0.0722 * linear (fill.blue);

  /* The ratios of WCAG 2.1: (lighter + 0.05) / (darker + 0.05). */
  if ((luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05))
    return (GdkRGBA){ 0, 0, 0, 0.87f };
  return (GdkRGBA){ 1, 1, 1, 1 };
}
