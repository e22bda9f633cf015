#include "engine/formats/onnx-constant.h"

#include "engine/core/error.h"

#include <string.h>

/* Some seconds. Folding the weights of the largest file that can be read (2^29 numbers) a few
 * times over stays below it; a chain of products over them does not. */
#define MAX_WORK (INT64_C (1) << 33)

static const struct
{
  size_t size;
  const char *name;
} types[] = {
  [FROST_ONNX_FLOAT] = { 4, "float" }, [FROST_ONNX_DOUBLE] = { 8, "double" },
  [FROST_ONNX_INT32] = { 4, "int32" }, [FROST_ONNX_INT64] = { 8, "int64" },
  [FROST_ONNX_BOOL] = { 1, "bool" },
};

size_t
frost_onnx_type_size (FrostOnnxType type)
{
  return types[type].size;
}

gboolean
frost_onnx_count (const int64_t *dim, int rank, int64_t *n, GError **error)
{
  int64_t count = 1;
  gboolean empty = FALSE;

  for (int i = 0; i < rank; i++)
    {
      if (dim[i] < 0 || dim[i] > INT32_MAX)
        {
          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                       "has a dimension of %" G_GINT64_FORMAT ", needs 0 to 2147483647",
                       dim[i]);
          return FALSE;
        }
      if (dim[i] == 0)
        empty = TRUE;
      else if (count > INT32_MAX / dim[i])
        {
          g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                       "has more than 2147483647 elements");
          return FALSE;
        }
      else
        count *= dim[i];
    }
  *n = empty ? 0 : count;
  return TRUE;
}

gboolean
frost_onnx_budget_work (FrostOnnxBudget *budget, int64_t steps, GError **error)
{
  if (steps <= MAX_WORK - budget->work)
    {
      budget->work += steps;
      return TRUE;
    }
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
               "has constants that would take minutes to compute");
  return FALSE;
}

gboolean
frost_onnx_constant_charge (FrostOnnxConstant *constant, int64_t bytes, GError **error)
{
  if (bytes > constant->budget->left)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
                   "has %" G_GINT64_FORMAT
                   " bytes of constants, more than a file of this size may take",
                   bytes);
      return FALSE;
    }
  constant->budget->left -= bytes;
  constant->charged += bytes;
  return TRUE;
}

FrostOnnxConstant *
frost_onnx_constant_new_empty (FrostOnnxType type, const int64_t *dim, int rank,
                               FrostOnnxBudget *budget, GError **error)
{
  int64_t n;

  if (rank < 0 || rank > FROST_ONNX_MAX_RANK)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "has %d dimensions, at most %d can be used", rank,
                   FROST_ONNX_MAX_RANK);
      return NULL;
    }
  if (!frost_onnx_count (dim, rank, &n, error))
    return NULL;

  g_autoptr (FrostOnnxConstant) constant = g_new0 (FrostOnnxConstant, 1);
  constant->references = 1;
  constant->type = type;
  constant->rank = rank;
  constant->n = n;
  for (int i = 0; i < rank; i++)
    constant->dim[i] = dim[i];
  constant->budget = budget;
  /* The fixed part is charged too, or a million empty constants would cost nothing. */
  if (!frost_onnx_constant_charge (constant, (int64_t) sizeof *constant, error))
    return NULL;
  return g_steal_pointer (&constant);
}

gboolean
frost_onnx_constant_allocate (FrostOnnxConstant *constant, GError **error)
{
  int64_t size = constant->n * (int64_t) types[constant->type].size;

  if (!frost_onnx_budget_work (constant->budget, constant->n, error)
      || !frost_onnx_constant_charge (constant, size, error))
    return FALSE;
  constant->owned = g_try_malloc ((size_t) MAX (size, 8));
  if (constant->owned == NULL)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
                   "has %" G_GINT64_FORMAT
                   " bytes of constants, there is no memory for them",
                   size);
      constant->budget->left += size;
      constant->charged -= size;
      return FALSE;
    }
  constant->data.any = constant->owned;
  return TRUE;
}

FrostOnnxConstant *
frost_onnx_constant_new (FrostOnnxType type, const int64_t *dim, int rank,
                         FrostOnnxBudget *budget, void **data, GError **error)
{
  g_autoptr (FrostOnnxConstant) constant =
      frost_onnx_constant_new_empty (type, dim, rank, budget, error);

  if (constant == NULL || !frost_onnx_constant_allocate (constant, error))
    return NULL;
  memset (constant->owned, 0, (size_t) constant->n * types[type].size);
  *data = constant->owned;
  return g_steal_pointer (&constant);
}

FrostOnnxConstant *
frost_onnx_constant_reshape (FrostOnnxConstant *constant, const int64_t *dim, int rank,
                             GError **error)
{
  g_autoptr (FrostOnnxConstant) view =
      frost_onnx_constant_new_empty (constant->type, dim, rank, constant->budget, error);

  if (view == NULL)
    return NULL;
  if (view->n != constant->n)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                   "makes a shape of %" G_GINT64_FORMAT
                   " elements out of %" G_GINT64_FORMAT,
                   view->n, constant->n);
      return NULL;
    }
  view->name = constant->name;
  view->source = constant->source;
  view->proto = constant->proto;
  /* What can be read again may be let go at any time, so the view reads its own. */
  if (constant->source == NULL)
    {
      view->base = frost_onnx_constant_ref (constant);
      view->data = constant->data;
    }
  return g_steal_pointer (&view);
}

FrostOnnxConstant *
frost_onnx_constant_ref (FrostOnnxConstant *constant)
{
  constant->references++;
  return constant;
}

void
frost_onnx_constant_unref (FrostOnnxConstant *constant)
{
  /* A loop: views of views may be as many as a file has nodes. */
  while (constant != NULL && --constant->references == 0)
    {
      FrostOnnxConstant *base = constant->base;

      constant->budget->left += constant->charged;
      g_free (constant->owned);
      g_free (constant);
      constant = base;
    }
}
int64_t
frost_onnx_constant_int (const FrostOnnxConstant *constant, int64_t i)
{
  switch (constant->type)
    {
    case FROST_ONNX_INT32:
      return constant->data.i32[i];
    case FROST_ONNX_BOOL:
      return constant->data.b[i];
    default:
      return constant->data.i64[i];
    }
}

char *
frost_onnx_constant_describe (const FrostOnnxConstant *constant)
{
  GString *text = g_string_new (types[constant->type].name);

  for (int i = 0; i < constant->rank; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i == 0 ? " " : "x",
                            constant->dim[i]);
  if (constant->rank == 0)
    g_string_append (text, " scalar");
  return g_string_free (text, FALSE);
}

static gboolean
refuse (const FrostOnnxConstant *constant, const char *what, const char *needed,
        GError **error)
{
  g_autofree char *found = frost_onnx_constant_describe (constant);

  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
               "%s is %s, needs %s", what, found, needed);
  return FALSE;
}

gboolean
frost_onnx_constant_is_list (const FrostOnnxConstant *constant, const char *what,
                             GError **error)
{
  if (constant->rank <= 1
      && (constant->type == FROST_ONNX_INT64 || constant->type == FROST_ONNX_INT32))
    return TRUE;
  return refuse (constant, what, "a list of integers", error);
}

gboolean
frost_onnx_constant_scalar (const FrostOnnxConstant *constant, const char *what,
                            double *value, GError **error)
{
  if (constant->n != 1)
    return refuse (constant, what, "one number", error);
  switch (constant->type)
    {
    case FROST_ONNX_FLOAT:
      *value = (double) constant->data.f[0];
      return TRUE;
    case FROST_ONNX_DOUBLE:
      *value = constant->data.d[0];
      return TRUE;
    default:
      *value = (double) frost_onnx_constant_int (constant, 0);
      return TRUE;
    }
}
