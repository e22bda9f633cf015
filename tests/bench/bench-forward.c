/* bench-forward MODEL CUT BATCH ROUNDS THREADS - images a second of the inference plan from the
 * input to a cut (a number, "head", or "all" for the whole model), one line for each round: what
 * bench-forward.py compares with PyTorch's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/rng.h"
#include "engine/formats/onnx.h"
#include "engine/graph/cuts.h"
#include "engine/graph/plan.h"

static int
value_of (const FrostModel *model, const char *cut)
{
  g_autoptr (FrostCuts) cuts = frost_cuts_find (model);

  if (strcmp (cut, "all") == 0)
    return frost_graph_n_values (model->graph) - 1;
  return frost_cuts_value (
      cuts, strcmp (cut, "head") == 0 ? cuts->head_cut : CLAMP (atoi (cut), 0, cuts->n));
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostModel) model = NULL;
  g_autoptr (FrostWorkerPool) pool = NULL;
  g_autoptr (FrostPlan) plan = NULL;
  g_autofree float *x = NULL, *y = NULL;
  int64_t n_x;
  int n;
  FrostRng rng;

  if (argc != 6)
    {
      fprintf (stderr, "bench-forward: MODEL CUT BATCH ROUNDS THREADS are needed\n");
      return 2;
    }
  model = frost_onnx_load (argv[1], &error);
  pool = frost_worker_pool_new (atoi (argv[5]));
  if (model != NULL)
    plan = frost_plan_new (model, 0, value_of (model, argv[2]), pool, &error);
  if (plan == NULL)
    {
      fprintf (stderr, "bench-forward: %s\n", error->message);
      return 1;
    }
  n = MAX (atoi (argv[3]), 1);
  n_x = n * frost_shape_n_elements (frost_plan_input_shape (plan));
  x = g_new (float, n_x);
  y = g_new (float, n *frost_shape_n_elements (frost_plan_output_shape (plan)));
  frost_rng_seed (&rng, 1);
  for (int64_t i = 0; i < n_x; i++)
    x[i] = 2 * frost_rng_uniform (&rng) - 1;

  /* The first round warms caches and page tables up, and is not told. */
  for (int round = atoi (argv[4]); round >= 0; round--)
    {
      gint64 start = g_get_monotonic_time ();

      frost_plan_run (plan, x, n, y);
      if (round < atoi (argv[4]))
        printf ("%.2f\n", n * 1e6 / (double) MAX (g_get_monotonic_time () - start, 1));
    }
  return 0;
}
