/* frostline-cli bench: how fast a model file runs or trains here, and where the time goes. */
#include <stdio.h>
#include <string.h>

#include "app/cli/cli-model.h"
#include "app/cli/cli-report.h"
#include "app/cli/cli.h"

#define BATCH_DEFAULT 32
#define RUNS_DEFAULT 7
#define MB 1e6

/* What all nodes of an operator take together, in one pass. */
typedef struct
{
  const char *op;
  FrostProfilePass pass;
  int n_nodes;
  double seconds, multiply_adds, bytes;
} Group;

static const char *
pass_name (FrostProfilePass pass)
{
  return pass == FROST_PROFILE_FORWARD ? "forward" : "backward";
}

static gint
compare_groups (gconstpointer a, gconstpointer b)
{
  const Group *x = a, *y = b;

  return (x->seconds < y->seconds) - (x->seconds > y->seconds);
}

static GArray *
group_rows (const GArray *rows)
{
  GArray *groups = g_array_new (FALSE, TRUE, sizeof (Group));

  for (guint i = 0; i < rows->len; i++)
    {
      const FrostProfileRow *row = &g_array_index (rows, FrostProfileRow, i);
      Group *group = NULL;

      for (guint j = 0; j < groups->len && group == NULL; j++)
        {
          group = &g_array_index (groups, Group, j);
          if (strcmp (group->op, row->op) != 0 || group->pass != row->pass)
            group = NULL;
        }
      if (group == NULL)
        {
          const Group new = { .op = row->op, .pass = row->pass };

          g_array_append_val (groups, new);
          group = &g_array_index (groups, Group, groups->len - 1);
        }
      group->n_nodes++;
      group->seconds += row->seconds;
      group->multiply_adds += (double) row->multiply_adds * (double) row->n_images;
      group->bytes += (double) row->bytes * (double) row->n_images;
    }
  g_array_sort (groups, compare_groups);
  return groups;
}

/* Workers run at once: the time is what one of n takes, the rates are those of all. */
static void
print_cost (const char *name, const char *op, FrostProfilePass pass, double seconds,
            double multiply_adds, double bytes, double total, int n_threads)
{
  const double wall = MAX (seconds / n_threads, 1e-9);

  printf ("%-32s  %-20s  %-8s  %8.2f  %5.1f  %8.1f  %8.1f\n", name, op, pass_name (pass),
          1e3 * wall, 100 * seconds / MAX (total, 1e-9), 2e-9 * multiply_adds / wall,
          1e-9 * bytes / wall);
}

static void
print_breakdown (const FrostBenchmark *benchmark, gboolean nodes)
{
  g_autoptr (GArray) groups = group_rows (benchmark->rows);
  double total = 0;

  for (guint i = 0; i < groups->len; i++)
    total += g_array_index (groups, Group, i).seconds;
  printf ("\n%-32s  %-20s  %-8s  %8s  %5s  %8s  %8s\n", nodes ? "node" : "nodes",
          "operator", "pass", "ms", "%", "GFLOP/s", "GB/s");
  if (nodes)
    for (guint i = 0; i < benchmark->rows->len; i++)
      {
        const FrostProfileRow *row = &g_array_index (benchmark->rows, FrostProfileRow, i);
        const double n = (double) row->n_images;

        print_cost (row->name, row->op, row->pass, row->seconds,
                    (double) row->multiply_adds * n, (double) row->bytes * n, total,
                    benchmark->n_threads);
      }
  else
    for (guint i = 0; i < groups->len; i++)
      {
        const Group *group = &g_array_index (groups, Group, i);
        g_autofree char *count = g_strdup_printf ("%d", group->n_nodes);

        print_cost (count, group->op, group->pass, group->seconds, group->multiply_adds,
                    group->bytes, total, benchmark->n_threads);
      }
}

static void
print_json (const FrostBenchmark *benchmark)
{
  json_t *root = json_object ();

  json_object_set_new (root, "images_per_second",
                       frost_cli_json_real (benchmark->images_per_second));
  json_object_set_new (root, "min", frost_cli_json_real (benchmark->least));
  json_object_set_new (root, "max", frost_cli_json_real (benchmark->most));
  json_object_set_new (root, "peak_mb",
                       frost_cli_json_real ((double) benchmark->peak_bytes / MB));
  json_object_set_new (root, "threads", json_integer (benchmark->n_threads));
  frost_cli_print_json (root);
}

int
frost_cli_bench (char **argv)
{
  g_autofree char *architecture = NULL;
  FrostBenchmarkSettings settings = { .batch = BATCH_DEFAULT, .n_runs = RUNS_DEFAULT };
  gboolean json = FALSE, nodes = FALSE;
  g_auto (GStrv) files = NULL;
  const GOptionEntry entries[] = {
    { "batch", 0, 0, G_OPTION_ARG_INT, &settings.batch, "Images a run (32)", "N" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &settings.n_threads, "Threads (one a core)",
      "N" },
    { "train", 0, 0, G_OPTION_ARG_NONE, &settings.train,
      "Measure whole steps of training everything, with SGD", NULL },
    { "runs", 0, 0, G_OPTION_ARG_INT, &settings.n_runs, "Runs that count (7)", "N" },
    { "nodes", 0, 0, G_OPTION_ARG_NONE, &nodes, "Tell where the time goes node by node",
      NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print one JSON object", NULL },
    { "architecture", 0, 0, G_OPTION_ARG_STRING, &architecture,
      FROST_CLI_ARCHITECTURE_HELP, "NAME" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, NULL },
    { NULL }
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostBaseModel) base = NULL;
  g_autoptr (FrostModel) model = NULL;
  g_auto (FrostBenchmark) benchmark = { 0 };

  if (!frost_cli_parse (&argv, "MODEL",
                        "Measures how many images a second a model file takes, on random "
                        "pixels at its own input size: the median of some runs.",
                        entries))
    return FROST_CLI_USAGE;
  if (files == NULL || g_strv_length (files) != 1)
    return frost_cli_usage ("bench", "one model file is needed");
  if (settings.n_threads < 0)
    return frost_cli_usage ("bench", "--threads %d: at least 1 is needed, or 0 for all",
                            settings.n_threads);

  base = frost_cli_model_load (files[0], architecture);
  if (base == NULL)
    return FROST_CLI_FAILED;
  model = frost_base_model_steal_model (base);
  if (!frost_benchmark_run (model, &settings, &benchmark, &error))
    return frost_cli_fail (error);
  if (json)
    {
      print_json (&benchmark);
      return FROST_CLI_OK;
    }
  printf ("images a second  %.1f (%.1f to %.1f, %d runs of %d images, %d threads)\n",
          benchmark.images_per_second, benchmark.least, benchmark.most, settings.n_runs,
          settings.batch, benchmark.n_threads);
  printf ("peak memory      %.0f MB\n", (double) benchmark.peak_bytes / MB);
  print_breakdown (&benchmark, nodes);
  return FROST_CLI_OK;
}
