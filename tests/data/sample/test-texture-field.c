/* The fields of texture-regular.c and texture-irregular.c. */
#include "data/sample/texture-field.h"

#include <math.h>

#define SIDE 64

static int
n_fields (void)
{
  return frost_texture_regular_n () + frost_texture_irregular_n ();
}

static const FrostTextureField *
get_field (int index)
{
  const int n_regular = frost_texture_regular_n ();

  return index < n_regular ? frost_texture_regular_get (index)
                           : frost_texture_irregular_get (index - n_regular);
}

/* Whatever the parameters, a field stays in [0, 1] but for rounding, and far from constant. */
static void
test_range (void)
{
  for (int index = 0; index < n_fields (); index++)
    for (int variant = 0; variant < 8; variant++)
      {
        const FrostTextureField *field = get_field (index);
        const FrostTextureParams params = { (variant & 1) * 0.99f,
                                            (variant >> 1 & 1) * 0.99f,
                                            (variant >> 2) * 0.99f, 8.0f / SIDE,
                                            (guint32) variant * 77 };
        double sum = 0;
        double squares = 0;

        for (int y = 0; y < SIDE; y++)
          for (int x = 0; x < SIDE; x++)
            {
              const float value =
                  field->value (&params, ((float) x - SIDE / 2.0f) * params.pixel,
                                ((float) y - SIDE / 2.0f) * params.pixel);

              if (!(value >= -0.001f && value <= 1.3f))
                g_error ("%s gives %g", field->name, value);
              sum += value;
              squares += value * value;
            }
        const double mean = sum / (SIDE * SIDE);
        const double deviation = sqrt (fmax (squares / (SIDE * SIDE) - mean * mean, 0));

        if (deviation < 0.05)
          g_error ("%s hardly varies: deviation %g", field->name, deviation);
      }
}

/* The irregular ones depend on their seed; the regular ones must not. */
static void
test_seed (void)
{
  for (int index = 0; index < n_fields (); index++)
    {
      const FrostTextureField *field = get_field (index);
      const FrostTextureParams one = { 0.3f, 0.4f, 0.5f, 0.1f, 1 };
      FrostTextureParams other = one;
      int n_different = 0;

      other.seed = 2;
      for (int i = 0; i < 500; i++)
        {
          const float u = 0.173f * (float) i - 40;
          const float v = 0.311f * (float) i - 70;

          g_assert_cmpfloat (field->value (&one, u, v), ==, field->value (&one, u, v));
          n_different += field->value (&one, u, v) != field->value (&other, u, v);
        }
      if (index < frost_texture_regular_n ())
        g_assert_cmpint (n_different, ==, 0);
      else
        g_assert_cmpint (n_different, >, 50);
    }
}

/* No two fields are the same function under two names. */
static void
test_distinct (void)
{
  const FrostTextureParams params = { 0.3f, 0.4f, 0.5f, 0.1f, 1 };

  for (int i = 0; i < n_fields (); i++)
    for (int j = 0; j < i; j++)
      {
        double difference = 0;

        for (int k = 0; k < 400; k++)
          {
            const float u = 0.173f * (float) k - 40;
            const float v = 0.311f * (float) k - 70;

            difference += fabsf (get_field (i)->value (&params, u, v)
                                 - get_field (j)->value (&params, u, v));
          }
        g_assert_cmpstr (get_field (i)->name, !=, get_field (j)->name);
        if (difference / 400 < 0.02)
          g_error ("%s and %s hardly differ", get_field (i)->name, get_field (j)->name);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/sample/texture-field/range", test_range);
  g_test_add_func ("/data/sample/texture-field/seed", test_seed);
  g_test_add_func ("/data/sample/texture-field/distinct", test_distinct);
  return g_test_run ();
}
