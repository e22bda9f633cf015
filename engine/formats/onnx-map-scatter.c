/* ScatterND-16 of constants into what is computed, at places that are known: PyTorch writes the
 * missing bias of the keys in Swin Transformer V2 so. y = x factor + what is put there. */
#include "engine/formats/onnx-import.h"

#include "engine/formats/onnx-arrange.h"
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-fold.h"
#include "engine/formats/onnx-operand.h"

static FrostOnnxConstant *
filled (FrostOnnxNode *node, const FrostOnnxConstant *like, float number, GError **error)
{
  void *data;
  FrostOnnxConstant *constant = frost_onnx_constant_new (
      FROST_ONNX_FLOAT, like->dim, like->rank, &node->import->budget, &data, error);

  for (int64_t i = 0; constant != NULL && i < constant->n; i++)
    ((float *) data)[i] = number;
  return constant;
}

/* The result if x and the updates were these numbers. */
static FrostOnnxConstant *
scatter (FrostOnnxNode *node, const FrostOnnxConstant *shape, float x, float update,
         gboolean real_updates, GError **error)
{
  g_autoptr (FrostOnnxConstant) data = filled (node, shape, x, error);
  g_autoptr (FrostOnnxConstant) updates =
      data == NULL ? NULL : filled (node, node->inputs[2]->constant, update, error);
  FrostOnnxConstant *inputs[3] = { data, node->inputs[1]->constant,
                                   real_updates ? node->inputs[2]->constant : updates };
  const FrostOnnxFold fold = { .node = node->proto,
                               .opset = node->import->opset,
                               .n_inputs = 3,
                               .inputs = inputs,
                               .source = node->import->source,
                               .budget = &node->import->budget };
  FrostOnnxFoldFunc scatter_nd = frost_onnx_fold_find ("ScatterND");

  return updates == NULL ? NULL : scatter_nd (&fold, error);
}

static gboolean
combine (FrostOnnxNode *node, FrostOnnxValue *x, FrostOpKind kind,
         FrostOnnxConstant *numbers, GError **error)
{
  FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostOnnxValue operand = { .constant = numbers, .rank = numbers->rank };
  int order[FROST_ONNX_MAX_RANK], n;
  FrostNode *graph_node;

  n = frost_onnx_value_order (node->import, x, order);
  if (!frost_onnx_arrange (node, x, order, n, &x->value, error))
    return FALSE;
  graph_node = frost_onnx_node_emit (node, kind == FROST_OP_MUL ? "factor" : NULL, kind,
                                     &attributes, &x->value, 1);
  if (!frost_onnx_operand_add (node, graph_node, 0, &operand, x->rank, order, n, error))
    return FALSE;
  *x = frost_onnx_value_new (x->value, x->rank, order, n);
  return frost_onnx_node_infer (node, &x->value, error);
}

gboolean
frost_onnx_map_scatter_nd (FrostOnnxNode *node, GError **error)
{
  static const char *const reductions[] = { "none", "add", "mul", NULL };
  g_autoptr (FrostOnnxConstant) factor = NULL;
  g_autoptr (FrostOnnxConstant) put = NULL;
  FrostOnnxConstant shape = { .type = FROST_ONNX_FLOAT };
  FrostOnnxValue x;
  int reduction = 0;

  if (!frost_onnx_node_activation (node, 0, 0, FALSE, &x, error)
      || !frost_onnx_attribute_choice (node->proto, "reduction", reductions, &reduction,
                                       error)
      || frost_onnx_node_constant (node, 1, error) == NULL
      || frost_onnx_node_weight (node, 2, 0, error) == NULL)
    return FALSE;
  shape.rank = x.rank;
  for (int d = 0; d < x.rank; d++)
    shape.dim[d] = frost_onnx_value_dim (node->import, &x, d);
  /* What is multiplied in is a factor; what is put there or added takes 0 or 1 times x. */
  factor = scatter (node, &shape, 1, 0, reduction == 2, error);
  put = factor == NULL ? NULL : scatter (node, &shape, 0, 0, TRUE, error);
  if (put == NULL || !combine (node, &x, FROST_OP_MUL, factor, error)
      || !combine (node, &x, FROST_OP_ADD, put, error))
    return FALSE;
  frost_onnx_node_set_activation (node, &x);
  return TRUE;
}
