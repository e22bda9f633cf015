#include "engine/formats/onnx-export-node.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-export-graph.h"
#include "engine/formats/onnx-names.h"

static const FrostOnnxExporter table[FROST_OP_N_KINDS] = {
  [FROST_OP_CONV] = frost_onnx_export_conv,
  [FROST_OP_BATCH_NORM] = frost_onnx_export_batch_norm,
  [FROST_OP_RELU] = frost_onnx_export_unary,
  [FROST_OP_CLIP] = frost_onnx_export_clip,
  [FROST_OP_MAX_POOL] = frost_onnx_export_image,
  [FROST_OP_AVERAGE_POOL] = frost_onnx_export_image,
  [FROST_OP_GLOBAL_AVERAGE_POOL] = frost_onnx_export_image,
  [FROST_OP_GLOBAL_MAX_POOL] = frost_onnx_export_image,
  [FROST_OP_ADD] = frost_onnx_export_arithmetic,
  [FROST_OP_SUB] = frost_onnx_export_arithmetic,
  [FROST_OP_MUL] = frost_onnx_export_arithmetic,
  [FROST_OP_DIV] = frost_onnx_export_arithmetic,
  [FROST_OP_CONCAT] = frost_onnx_export_concat,
  [FROST_OP_FLATTEN] = frost_onnx_export_flatten,
  [FROST_OP_LINEAR] = frost_onnx_export_linear,
  [FROST_OP_DROPOUT] = frost_onnx_export_dropout,
  [FROST_OP_LEAKY_RELU] = frost_onnx_export_unary,
  [FROST_OP_ELU] = frost_onnx_export_unary,
  [FROST_OP_PRELU] = frost_onnx_export_prelu,
  [FROST_OP_SIGMOID] = frost_onnx_export_unary,
  [FROST_OP_TANH] = frost_onnx_export_unary,
  [FROST_OP_HARD_SIGMOID] = frost_onnx_export_unary,
  [FROST_OP_HARD_SWISH] = frost_onnx_export_gated,
  [FROST_OP_SILU] = frost_onnx_export_gated,
  [FROST_OP_GELU] = frost_onnx_export_gelu,
  [FROST_OP_ERF] = frost_onnx_export_unary,
  [FROST_OP_EXP] = frost_onnx_export_unary,
  [FROST_OP_LOG] = frost_onnx_export_unary,
  [FROST_OP_SQRT] = frost_onnx_export_unary,
  [FROST_OP_POW] = frost_onnx_export_unary,
  [FROST_OP_ABS] = frost_onnx_export_unary,
  [FROST_OP_SOFTMAX] = frost_onnx_export_softmax,
  [FROST_OP_LAYER_NORM] = frost_onnx_export_layer_norm,
  [FROST_OP_INSTANCE_NORM] = frost_onnx_export_image,
  [FROST_OP_LOCAL_RESPONSE_NORM] = frost_onnx_export_image,
  [FROST_OP_REDUCE_MEAN] = frost_onnx_export_reduce,
  [FROST_OP_REDUCE_SUM] = frost_onnx_export_reduce,
  [FROST_OP_REDUCE_L2] = frost_onnx_export_reduce,
  [FROST_OP_MAT_MUL] = frost_onnx_export_mat_mul,
  [FROST_OP_PARAMETER] = frost_onnx_export_parameter,
  [FROST_OP_RESHAPE] = frost_onnx_export_reshape,
  [FROST_OP_TRANSPOSE] = frost_onnx_export_transpose,
  [FROST_OP_SLICE] = frost_onnx_export_slice,
  [FROST_OP_PAD] = frost_onnx_export_pad,
  [FROST_OP_GATHER] = frost_onnx_export_gather,
  [FROST_OP_EXPAND] = frost_onnx_export_expand,
  [FROST_OP_RESIZE] = frost_onnx_export_resize,
};

static void
export_clear (FrostOnnxExport *export)
{
  int n = frost_graph_n_values (export->model->graph);

  g_hash_table_unref (export->names);
  for (int v = 0; v < n; v++)
    for (int i = 0; i < FROST_ONNX_N_LAYOUTS; i++)
      g_free (export->values[v].names[i]);
  g_free (export->values);
  g_strfreev (export->parameter_names);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FrostOnnxExport, export_clear)

gboolean
frost_onnx_export_nodes (const FrostModel *model, gboolean half, Onnx__GraphProto *graph,
                         GError **error)
{
  int n_parameters = (int) model->parameters->len;
  g_auto (FrostOnnxExport) export = {
    .model = model,
    .graph = graph,
    .half = half,
    .names = frost_onnx_names_new (),
    .values = g_new0 (FrostOnnxExportValue, frost_graph_n_values (model->graph)),
    .parameter_names = g_new0 (char *, n_parameters + 1),
  };

  /* The reserved names first, then the parameters, which have to keep theirs. */
  export.values[0].made = FROST_ONNX_CHANNELS_FIRST;
  export.values[0].names[FROST_ONNX_CHANNELS_FIRST] =
      frost_onnx_names_take (export.names, FROST_ONNX_INPUT);
  g_free (frost_onnx_names_take (export.names, FROST_ONNX_OUTPUT));
  for (int i = 0; i < n_parameters; i++)
    export.parameter_names[i] =
        frost_onnx_names_take (export.names, frost_model_parameter (model, i)->name);
  if (!frost_onnx_export_parameters (&export, error))
    return FALSE;
  for (int i = 0; i < frost_graph_n_nodes (model->graph); i++)
    if (!table[frost_graph_node (model->graph, i)->kind](&export, i, error))
      return FALSE;
  return TRUE;
}
