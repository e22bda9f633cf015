/* node-run MODEL INPUT N OUTPUT - runs a part of a network, for ONNX' own tests of operators.
 * node-run --knows OPERATOR… - which of these the importer knows, one a line: "OPERATOR image",
 * or "OPERATOR constant" where it is folded only.
 *
 * MODEL has one input of any fixed shape, which is one image. INPUT holds N of them, OUTPUT gets as
 * many results, both raw floats in the order in which ONNX has them.
 */
#include <stdio.h>
#include <string.h>

#include "engine/formats/onnx-fold.h"
#include "engine/formats/onnx-import.h"
#include "engine/graph/plan.h"

#define MEMORY (INT64_C (256) << 20)

static FrostModel *
load (const char *path, GError **error)
{
  const FrostOnnxImportOptions options = { .fragment = TRUE };
  g_autofree char *data = NULL;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, error))
    return NULL;
  Onnx__ModelProto *proto =
      onnx__model_proto__unpack (NULL, size, (const uint8_t *) data);
  g_assert_nonnull (proto);
  FrostModel *model = frost_onnx_import (proto, "node", MEMORY, &options, error);
  onnx__model_proto__free_unpacked (proto, NULL);
  return model;
}

static gboolean
run (const FrostModel *model, const char *input, int n, const char *output,
     GError **error)
{
  g_autoptr (FrostWorkerPool) pool = frost_worker_pool_new (1);
  g_autoptr (FrostPlan) plan =
      frost_plan_new (model, 0, frost_graph_n_values (model->graph) - 1, pool, error);
  g_autofree char *x = NULL;
  gsize size;

  if (plan == NULL || !g_file_get_contents (input, &x, &size, error))
    return FALSE;
  g_assert_cmpint ((int64_t) (size / sizeof (float)), ==,
                   n * frost_shape_n_elements (frost_plan_input_shape (plan)));
  int64_t n_outputs = n * frost_shape_n_elements (frost_plan_output_shape (plan));
  g_autofree float *y = g_new (float, n_outputs);
  frost_plan_run (plan, (const float *) (const void *) x, n, y);
  return g_file_set_contents (output, (const char *) y,
                              (gssize) sizeof (float) * n_outputs, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostModel) model = NULL;

  if (argc > 1 && strcmp (argv[1], "--knows") == 0)
    {
      for (int i = 2; i < argc; i++)
        if (frost_onnx_operator_map_find (argv[i]) != NULL)
          printf ("%s image\n", argv[i]);
        else if (frost_onnx_fold_find (argv[i]) != NULL)
          printf ("%s constant\n", argv[i]);
      return 0;
    }
  if (argc != 5)
    {
      fprintf (stderr, "node-run: MODEL INPUT N OUTPUT are needed\n");
      return 2;
    }
  model = load (argv[1], &error);
  if (model != NULL && run (model, argv[2], atoi (argv[3]), argv[4], &error))
    return 0;
  fprintf (stderr, "%s\n", error->message);
  return 1;
}
