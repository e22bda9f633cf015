/* The tool of onnx-exchange.py: onnx-exchange MODEL EXPORT INPUT OUTPUT
 *
 * Loads MODEL, writes it to EXPORT, reads one image of floats [3, h, w] from INPUT, and writes the
 * model's outputs to OUTPUT. Prints "nodes parameters multiply-adds height width".
 */
#include "engine/formats/onnx.h"
#include "engine/graph/plan.h"

#include <stdio.h>
#include <string.h>

static gboolean
run (const FrostModel *model, const char *input, const char *output, GError **error)
{
  const FrostShape *shape = &model->graph->input;
  int64_t pixels = shape->dim[0] * shape->dim[1];
  int n_outputs = frost_model_n_outputs (model);
  g_autofree char *data = NULL;
  g_autofree float *x = g_new (float, 3 * pixels);
  g_autofree float *y = g_new (float, n_outputs);
  gsize size;

  if (!g_file_get_contents (input, &data, &size, error))
    return FALSE;
  g_assert_cmpint ((int64_t) size, ==, 3 * pixels * (int64_t) sizeof (float));
  for (int c = 0; c < 3; c++)
    for (int64_t p = 0; p < pixels; p++)
      memcpy (&x[p * 3 + c], data + sizeof (float) * (size_t) (c * pixels + p),
              sizeof (float));

  FrostWorkerPool *pool = frost_worker_pool_new (1);
  FrostPlan *plan =
      frost_plan_new (model, 0, frost_graph_n_values (model->graph) - 1, pool, error);
  if (plan != NULL)
    {
      frost_plan_run (plan, x, 1, y);
      frost_plan_free (plan);
    }
  frost_worker_pool_free (pool);
  return plan != NULL
         && g_file_set_contents (output, (const char *) y,
                                 (gssize) sizeof (float) * n_outputs, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostModel) model = NULL;
  int64_t multiply_adds = 0;

  if (argc != 5)
    return 2;
  model = frost_onnx_load (argv[1], &error);
  if (model == NULL || !frost_onnx_save (model, argv[2], &error)
      || !run (model, argv[3], argv[4], &error))
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }
  for (int i = 0; i < frost_graph_n_nodes (model->graph); i++)
    multiply_adds += frost_graph_node (model->graph, i)->inference.multiply_adds;
  printf ("%d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %d %d\n",
          frost_graph_n_nodes (model->graph), frost_model_n_parameters (model),
          multiply_adds, (int) model->graph->input.dim[0],
          (int) model->graph->input.dim[1]);
  return 0;
}
