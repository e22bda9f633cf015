/* Folds models of which everything is constant: fold-nodes MODEL ...
 *
 * Each file has its inputs as initializers and, for each output "y", what it must be as the
 * initializer "expected/y". One line a file: "ok", "skip OPERATOR" or "fail", then the reason.
 */
#include "engine/core/error.h"
#include "engine/formats/onnx-attribute.h"
#include "engine/formats/onnx-fold.h"

#include <math.h>
#include <stdio.h>

/* The engine keeps 16-bit floats as float32: results differ by the rounding of the cases, which
 * have 11 bits of precision, or 8. */
#define TOLERANCE 1e-5
#define HALF_TOLERANCE 1e-3
#define BFLOAT16_TOLERANCE 8e-3

static FrostOnnxBudget budget;

static gboolean
fail (GError **error, const char *what)
{
  g_set_error_literal (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_SHAPE, what);
  return FALSE;
}

static gboolean
fold_node (const Onnx__NodeProto *node, int64_t opset, GHashTable *values, GError **error)
{
  g_autofree FrostOnnxConstant **inputs = g_new0 (FrostOnnxConstant *, node->n_input + 1);

  for (size_t i = 0; i < node->n_input; i++)
    inputs[i] = g_hash_table_lookup (values, node->input[i]);
  for (size_t i = 0; i < node->n_output; i++)
    {
      FrostOnnxFold fold = { .node = node,
                             .opset = opset,
                             .n_inputs = (int) node->n_input,
                             .inputs = inputs,
                             .output = (int) i,
                             .budget = &budget };
      FrostOnnxConstant *y = frost_onnx_fold_find (node->op_type) (&fold, error);

      if (y == NULL)
        return FALSE;
      g_hash_table_insert (values, node->output[i], y);
    }
  return TRUE;
}

static gboolean
equal (const FrostOnnxConstant *y, const FrostOnnxConstant *expected, double tolerance,
       GError **error)
{
  gboolean same = y->type == expected->type && y->rank == expected->rank;

  for (int d = 0; same && d < y->rank; d++)
    same = y->dim[d] == expected->dim[d];
  if (!same)
    {
      g_autofree char *found = frost_onnx_constant_describe (y);
      g_autofree char *needed = frost_onnx_constant_describe (expected);
      g_autofree char *text = g_strdup_printf ("is %s, expected %s", found, needed);
      return fail (error, text);
    }
  for (int64_t i = 0; i < y->n; i++)
    {
      double a = frost_onnx_constant_real (y, i);
      double b = frost_onnx_constant_real (expected, i);

      if (frost_onnx_type_is_real (y->type)
              ? !(fabs (a - b) <= tolerance * (1e-2 + fabs (b)) || a == b
                  || (isnan (a) && isnan (b)))
              : frost_onnx_constant_int (y, i) != frost_onnx_constant_int (expected, i))
        {
          g_autofree char *text = g_strdup_printf (
              "element %" G_GINT64_FORMAT " is %g, expected %g", i, a, b);
          return fail (error, text);
        }
    }
  return TRUE;
}

static gboolean
check_outputs (const Onnx__GraphProto *graph, GHashTable *values, GError **error)
{
  for (size_t i = 0; i < graph->n_output; i++)
    {
      g_autofree char *name = g_strconcat ("expected/", graph->output[i]->name, NULL);
      const FrostOnnxConstant *y = g_hash_table_lookup (values, graph->output[i]->name);
      const FrostOnnxConstant *expected = g_hash_table_lookup (values, name);
      double tolerance = TOLERANCE;

      if (y == NULL || expected == NULL)
        return fail (error, "an output is missing");
      for (size_t k = 0; k < graph->n_initializer; k++)
        if (graph->initializer[k]->data_type == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT16)
          tolerance = MAX (tolerance, HALF_TOLERANCE);
        else if (graph->initializer[k]->data_type
                 == ONNX__TENSOR_PROTO__DATA_TYPE__BFLOAT16)
          tolerance = BFLOAT16_TOLERANCE;
      if (!equal (y, expected, tolerance, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
run (const Onnx__ModelProto *model, const char **unknown, GError **error)
{
  const Onnx__GraphProto *graph = model->graph;
  g_autoptr (GHashTable) values = g_hash_table_new_full (
      g_str_hash, g_str_equal, NULL, (GDestroyNotify) frost_onnx_constant_unref);

  budget = (FrostOnnxBudget){ .left = 64 << 20 };
  for (size_t i = 0; i < graph->n_node; i++)
    if (frost_onnx_fold_n_outputs (graph->node[i]->op_type)
        < (int) graph->node[i]->n_output)
      *unknown = graph->node[i]->op_type;
  if (*unknown != NULL)
    return TRUE;
  for (size_t i = 0; i < graph->n_initializer; i++)
    {
      FrostOnnxConstant *constant =
          frost_onnx_constant_from_proto (graph->initializer[i], NULL, &budget, error);

      if (constant == NULL)
        return FALSE;
      g_hash_table_insert (values, graph->initializer[i]->name, constant);
    }
  for (size_t i = 0; i < graph->n_node; i++)
    if (!fold_node (graph->node[i], model->opset_import[0]->version, values, error))
      return FALSE;
  return check_outputs (graph, values, error);
}

int
main (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *data = NULL;
      const char *unknown = NULL;
      gsize size;

      if (!g_file_get_contents (argv[i], &data, &size, &error))
        {
          printf ("fail %s\n", error->message);
          continue;
        }
      Onnx__ModelProto *model =
          onnx__model_proto__unpack (NULL, size, (const uint8_t *) data);
      if (model == NULL)
        printf ("fail not a model\n");
      else if (!run (model, &unknown, &error))
        printf ("fail %s\n", error->message);
      else if (unknown != NULL)
        printf ("skip %s\n", unknown);
      else
        printf ("ok\n");
      if (model != NULL)
        onnx__model_proto__free_unpacked (model, NULL);
    }
  return 0;
}
