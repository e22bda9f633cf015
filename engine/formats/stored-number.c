/* The host is taken to be little-endian, as every machine that Debian 12 runs GTK on for us is. */
#include "engine/formats/stored-number.h"

#include "engine/core/half.h"

#include <string.h>

G_STATIC_ASSERT (G_BYTE_ORDER == G_LITTLE_ENDIAN);

static const struct
{
  const char *name;
  int width;
} types[FROST_STORED_N_TYPES] = {
  [FROST_STORED_F16] = { "F16", 2 }, [FROST_STORED_BF16] = { "BF16", 2 },
  [FROST_STORED_F32] = { "F32", 4 }, [FROST_STORED_F64] = { "F64", 8 },
  [FROST_STORED_I8] = { "I8", 1 },   [FROST_STORED_I16] = { "I16", 2 },
  [FROST_STORED_I32] = { "I32", 4 }, [FROST_STORED_I64] = { "I64", 8 },
  [FROST_STORED_U8] = { "U8", 1 },   [FROST_STORED_BOOL] = { "BOOL", 1 },
};

int
frost_stored_type_width (FrostStoredType type)
{
  return types[type].width;
}

const char *
frost_stored_type_name (FrostStoredType type)
{
  return types[type].name;
}

gboolean
frost_stored_type_from_name (const char *name, FrostStoredType *type)
{
  for (int i = 0; i < FROST_STORED_N_TYPES; i++)
    if (strcmp (name, types[i].name) == 0)
      {
        *type = (FrostStoredType) i;
        return TRUE;
      }
  return FALSE;
}

#define CONVERT(Type, expression)                                                        \
  for (int64_t i = 0; i < n; i++)                                                        \
    {                                                                                    \
      Type x;                                                                            \
      memcpy (&x, source + (size_t) i * sizeof x, sizeof x);                             \
      numbers[i] = (expression);                                                         \
    }                                                                                    \
  break

void
frost_stored_to_float (FrostStoredType type, const void *bytes, int64_t n, float *numbers)
{
  const uint8_t *source = bytes;

  switch (type)
    {
    case FROST_STORED_F16:
      CONVERT (uint16_t, frost_half_to_float (x));
    case FROST_STORED_BF16:
      CONVERT (uint16_t, frost_bfloat16_to_float (x));
    case FROST_STORED_F32:
      if (n > 0)
        memmove (numbers, bytes, (size_t) n * sizeof (float));
      break;
    case FROST_STORED_F64:
      CONVERT (double, (float) x);
    case FROST_STORED_I8:
      CONVERT (int8_t, (float) x);
    case FROST_STORED_I16:
      CONVERT (int16_t, (float) x);
    case FROST_STORED_I32:
      CONVERT (int32_t, (float) x);
    case FROST_STORED_I64:
      CONVERT (int64_t, (float) x);
    case FROST_STORED_U8:
      CONVERT (uint8_t, (float) x);
    case FROST_STORED_BOOL:
      CONVERT (uint8_t, x != 0 ? 1.0f : 0.0f);
    default:
      g_assert_not_reached ();
    }
}
