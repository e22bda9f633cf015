#include "engine/formats/onnx-layout.h"

#include "engine/core/error.h"

#include <string.h>
#include <sys/mman.h>

/* Blocks of columns keep both sides in the cache: a weight of 25088 x 4096 is walked across one
 * of them whichever loop is the inner one. */
#define BLOCK 32

/* Numbers of a weight that are in memory at a time: so many, and BLOCK rows. */
#define PIECE (1 << 18)

/* Pages of its own: of a hole that malloc leaves, the next small things take the beginning, so that
 * every weight would leave one. */
static float *
piece_new (int64_t n, GError **error)
{
  void *pages = mmap (NULL, (size_t) n * sizeof (float), PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (pages != MAP_FAILED)
    return pages;
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
               "there is no memory for a piece of a weight");
  return NULL;
}

static void
piece_free (float *piece, int64_t n)
{
  if (piece != NULL)
    munmap (piece, (size_t) n * sizeof (float));
}

/* y [columns, stride] from column first on = transposed x [rows, columns], times scale. */
static void
transpose (const float *x, int64_t rows, int64_t columns, float scale, float *y,
           int64_t first, int64_t stride)
{
  for (int64_t r0 = 0; r0 < rows; r0 += BLOCK)
    for (int64_t c0 = 0; c0 < columns; c0 += BLOCK)
      for (int64_t r = r0; r < MIN (r0 + BLOCK, rows); r++)
        for (int64_t c = c0; c < MIN (c0 + BLOCK, columns); c++)
          y[c * stride + first + r] = scale * x[r * columns + c];
}

/* w [pixels, in, out] from output first on, x [n, in, pixels]. */
static void
import_outputs (const float *x, int64_t n, int64_t in, int64_t pixels, float *w,
                int64_t first, int64_t out)
{
  for (int64_t p = 0; p < pixels; p++)
    for (int64_t i = 0; i < in; i++)
      for (int64_t o = 0; o < n; o++)
        w[(p * in + i) * out + first + o] = x[(o * in + i) * pixels + p];
}

gboolean
frost_onnx_layout_import_conv (FrostOnnxConstant *onnx, const FrostShape *shape, float *w,
                               GError **error)
{
  int64_t pixels = shape->dim[0] * shape->dim[1];
  int64_t in = shape->dim[2], out = shape->dim[3], row = in * pixels;
  int64_t rows = MIN (out, BLOCK + PIECE / row);
  float *piece = piece_new (rows * row, error);
  gboolean ok = piece != NULL;

  for (int64_t o = 0; ok && o < out; o += rows)
    {
      int64_t n = MIN (rows, out - o);

      ok = frost_onnx_constant_read (onnx, o * row, n * row, piece, error);
      if (ok)
        import_outputs (piece, n, in, pixels, w, o, out);
    }
  piece_free (piece, rows * row);
  return ok;
}

gboolean
frost_onnx_layout_import_linear (FrostOnnxConstant *onnx, gboolean transposed, int64_t in,
                                 int64_t out, float scale, float *w, GError **error)
{
  if (!transposed)
    {
      if (!frost_onnx_constant_read (onnx, 0, in * out, w, error))
        return FALSE;
      for (int64_t i = 0; scale != 1 && i < in * out; i++)
        w[i] *= scale;
      return TRUE;
    }

  int64_t rows = MIN (out, BLOCK + PIECE / in);
  float *piece = piece_new (rows * in, error);
  gboolean ok = piece != NULL;
  for (int64_t o = 0; ok && o < out; o += rows)
    {
      int64_t n = MIN (rows, out - o);

      ok = frost_onnx_constant_read (onnx, o * in, n * in, piece, error);
      if (ok)
        transpose (piece, n, in, scale, w, o, out);
    }
  piece_free (piece, rows * in);
  return ok;
}

static void
export_conv (const float *w, const FrostShape *shape, float *onnx)
{
  int64_t pixels = shape->dim[0] * shape->dim[1];
  int64_t in = shape->dim[2], out = shape->dim[3];

  for (int64_t o = 0; o < out; o++)
    for (int64_t i = 0; i < in; i++)
      for (int64_t p = 0; p < pixels; p++)
        onnx[(o * in + i) * pixels + p] = w[(p * in + i) * out + o];
}

/* The kind of the node whose weight (first parameter) it is; FROST_OP_N_KINDS = nobody's. */
static FrostOpKind
kind_of_weight (const FrostModel *model, int parameter)
{
  for (int i = 0; i < frost_graph_n_nodes (model->graph); i++)
    if (frost_graph_node (model->graph, i)->parameters[0] == parameter)
      return frost_graph_node (model->graph, i)->kind;
  return FROST_OP_N_KINDS;
}

/* In the order that the file had: axis i is the tensor's axis file_order[i]. */
static void
export_order (const FrostParameter *parameter, const float *data, float *onnx)
{
  const FrostShape *shape = &parameter->tensor->shape;
  int64_t stride[FROST_SHAPE_MAX_RANK], index[FROST_SHAPE_MAX_RANK] = { 0 };
  int64_t step = 1, from = 0;

  for (int d = shape->rank - 1; d >= 0; d--)
    {
      stride[d] = step;
      step *= shape->dim[d];
    }
  for (int64_t i = 0; i < parameter->tensor->n; i++)
    {
      onnx[i] = data[from];
      for (int k = shape->rank - 1; k >= 0; k--)
        {
          int d = parameter->file_order[k];

          from += stride[d];
          if (++index[d] < shape->dim[d])
            break;
          from -= index[d] * stride[d];
          index[d] = 0;
        }
    }
}

void
frost_onnx_layout_export (const FrostModel *model, int parameter, const float *data,
                          float *onnx_data, int64_t *dims, int *rank)
{
  const FrostParameter *described = frost_model_parameter (model, parameter);
  const FrostTensor *tensor = described->tensor;
  const FrostShape *shape = &tensor->shape;
  FrostOpKind kind = kind_of_weight (model, parameter);

  *rank = shape->rank;
  memcpy (dims, shape->dim, sizeof *dims * (size_t) shape->rank);
  if (kind == FROST_OP_CONV && shape->rank == 4)
    {
      export_conv (data, shape, onnx_data);
      dims[0] = shape->dim[3];
      dims[1] = shape->dim[2];
      dims[2] = shape->dim[0];
      dims[3] = shape->dim[1];
    }
  else if (kind == FROST_OP_LINEAR && shape->rank == 2)
    {
      transpose (data, shape->dim[0], shape->dim[1], 1, onnx_data, 0, shape->dim[0]);
      dims[0] = shape->dim[1];
      dims[1] = shape->dim[0];
    }
  else if (described->has_file_shape)
    {
      export_order (described, data, onnx_data);
      *rank = described->file_shape.rank;
      memcpy (dims, described->file_shape.dim, sizeof *dims * (size_t) *rank);
    }
  else
    memcpy (onnx_data, data, sizeof (float) * (size_t) tensor->n);
}
