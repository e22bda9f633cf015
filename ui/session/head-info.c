#include "ui/session/head-info.h"

gboolean
frost_head_info_find (FrostBaseModel *base, int n_classes, FrostHeadInfo *info)
{
  const FrostModel *model = frost_base_model_get_model (base);
  const FrostTensor *weight;
  const FrostShape *output;
  const FrostNode *head;
  gint64 n_before, n_places;
  const int node = frost_surgery_find_head (model, NULL);

  if (node < 0)
    return FALSE;
  head = frost_graph_node (model->graph, node);
  weight = frost_model_parameter (model, head->parameters[0])->tensor;
  output = frost_graph_value_shape (model->graph, node + 1);
  n_before = weight->shape.dim[weight->shape.rank - 1];
  if (n_before < 1)
    return FALSE;

  /* A 1x1 convolution as head works on every place of its map. */
  n_places = frost_shape_n_elements (output) / n_before;
  info->n_before = n_before;
  info->n_inputs = weight->n / n_before;
  info->n_classes = n_classes;
  info->parameters = (info->n_inputs + 1) * n_classes;
  info->multiply_adds = info->n_inputs * n_classes * n_places;
  return TRUE;
}

char *
frost_head_info_to_text (const FrostHeadInfo *info)
{
  if (info->n_classes < 2)
    return g_strdup_printf ("%'" G_GINT64_FORMAT " → one output a class", info->n_inputs);
  return g_strdup_printf ("%'" G_GINT64_FORMAT " → %'" G_GINT64_FORMAT
                          ", %'" G_GINT64_FORMAT " parameters",
                          info->n_inputs, info->n_classes, info->parameters);
}
