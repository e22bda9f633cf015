#include "engine/formats/onnx-value.h"

#include "engine/formats/onnx-import.h"

int64_t
frost_onnx_value_dim (const FrostOnnxImport *import, const FrostOnnxValue *x, int d)
{
  const FrostShape *shape;

  if (x->constant != NULL)
    return x->constant->dim[d];
  shape = frost_graph_value_shape (import->model->graph, x->value);
  return x->axis[d] < 0 ? 1 : shape->dim[x->axis[d]];
}

int
frost_onnx_value_order (const FrostOnnxImport *import, const FrostOnnxValue *x,
                        int *order)
{
  const FrostShape *shape = frost_graph_value_shape (import->model->graph, x->value);
  int n = 0;

  for (int p = 0; p < shape->rank; p++)
    for (int d = 0; d < x->rank; d++)
      if (x->axis[d] == p)
        order[n++] = d;
  return n;
}

FrostOnnxValue
frost_onnx_value_widen (const FrostOnnxValue *x, int rank)
{
  FrostOnnxValue wide = *x;
  int shift = rank - x->rank;

  for (int d = 0; d < rank; d++)
    wide.axis[d] = d < shift ? -1 : x->axis[d - shift];
  wide.rank = rank;
  return wide;
}

FrostOnnxValue
frost_onnx_value_new (int value, int rank, const int *order, int n)
{
  FrostOnnxValue x = { .value = value, .rank = rank };

  for (int d = 0; d < rank; d++)
    x.axis[d] = -1;
  for (int p = 0; p < n; p++)
    x.axis[order[p]] = p;
  return x;
}

char *
frost_onnx_value_describe (const FrostOnnxImport *import, const FrostOnnxValue *x)
{
  GString *text = g_string_new (NULL);

  for (int d = 0; d < x->rank; d++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, d > 0 ? "x" : "",
                            frost_onnx_value_dim (import, x, d));
  if (x->rank == 0)
    g_string_append (text, "a single number");
  return g_string_free (text, FALSE);
}
