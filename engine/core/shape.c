#include "engine/core/shape.h"

#include "engine/core/error.h"

FrostShape
frost_shape_vector (int64_t n)
{
  return (FrostShape){ .rank = 1, .dim = { n } };
}

FrostShape
frost_shape_image (int64_t height, int64_t width, int64_t channels)
{
  return (FrostShape){ .rank = 3, .dim = { height, width, channels } };
}

int64_t
frost_shape_n_elements (const FrostShape *shape)
{
  int64_t n = 1;

  for (int i = 0; i < shape->rank; i++)
    n *= shape->dim[i];
  return n;
}

int64_t
frost_shape_channels (const FrostShape *shape)
{
  return shape->rank > 0 ? shape->dim[shape->rank - 1] : 1;
}

int64_t
frost_shape_n_pixels (const FrostShape *shape)
{
  int64_t n = 1;

  for (int i = 0; i < shape->rank - 1; i++)
    n *= shape->dim[i];
  return n;
}

gboolean
frost_shape_equal (const FrostShape *a, const FrostShape *b)
{
  if (a->rank != b->rank)
    return FALSE;
  for (int i = 0; i < a->rank; i++)
    if (a->dim[i] != b->dim[i])
      return FALSE;
  return TRUE;
}

char *
frost_shape_to_string (const FrostShape *shape)
{
  GString *text = g_string_new (NULL);

  for (int i = 0; i < shape->rank; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? "x" : "",
                            (gint64) shape->dim[i]);
  return g_string_free (text, FALSE);
}

gboolean
frost_shape_check (const FrostShape *shape, const char *what, GError **error)
{
  int64_t n = 1;

  if (shape->rank < 0 || shape->rank > FROST_SHAPE_MAX_RANK)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                   "%s: has %d dimensions, at most %d are possible", what, shape->rank,
                   FROST_SHAPE_MAX_RANK);
      return FALSE;
    }
  for (int i = 0; i < shape->rank; i++)
    {
      if (shape->dim[i] <= 0 || shape->dim[i] > G_MAXINT32 / n)
        {
          g_autofree char *text = frost_shape_to_string (shape);

          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE,
                       "%s: is %s, needs positive dimensions and at most 2^31 elements",
                       what, text);
          return FALSE;
        }
      n *= shape->dim[i];
    }
  return TRUE;
}
