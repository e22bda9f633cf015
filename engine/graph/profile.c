#include "engine/graph/profile.h"

#include <time.h>

typedef struct
{
  int64_t nanoseconds, n_images;
} Entry;

struct FrostProfile
{
  const FrostModel *model;
  int n_workers, n_nodes;
  Entry *entries; /* [n_workers, n_nodes, FROST_PROFILE_N_PASSES] */
};

FrostProfile *
frost_profile_new (const FrostModel *model, int n_workers)
{
  FrostProfile *profile = g_new0 (FrostProfile, 1);

  profile->model = model;
  profile->n_workers = n_workers;
  profile->n_nodes = frost_graph_n_nodes (model->graph);
  profile->entries =
      g_new0 (Entry, n_workers * MAX (profile->n_nodes, 1) * FROST_PROFILE_N_PASSES);
  return profile;
}

void
frost_profile_free (FrostProfile *profile)
{
  g_free (profile->entries);
  g_free (profile);
}

static Entry *
entry_at (const FrostProfile *profile, int worker, int node, FrostProfilePass pass)
{
  return &profile->entries[(worker * profile->n_nodes + node) * FROST_PROFILE_N_PASSES
                           + (int) pass];
}

void
frost_profile_reset (FrostProfile *profile)
{
  const int n = profile->n_workers * profile->n_nodes * FROST_PROFILE_N_PASSES;

  for (int i = 0; i < n; i++)
    profile->entries[i] = (Entry){ 0 };
}

int64_t
frost_profile_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (int64_t) now.tv_sec * 1000000000 + now.tv_nsec;
}

void
frost_profile_add (FrostProfile *profile, int worker, int node, FrostProfilePass pass,
                   int64_t start, int n)
{
  Entry *entry = entry_at (profile, worker, node, pass);

  entry->nanoseconds += frost_profile_now () - start;
  entry->n_images += n;
}

/* Numbers that go in and out. */
static int64_t
count_bytes (const FrostModel *model, const FrostNode *node)
{
  int64_t n = frost_shape_n_elements (&node->inference.y);

  for (int i = 0; i < node->n_inputs; i++)
    n += frost_shape_n_elements (frost_graph_value_shape (model->graph, node->inputs[i]));
  return n * (int64_t) sizeof (float);
}

GArray *
frost_profile_rows (const FrostProfile *profile)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (FrostProfileRow));
  const int n = profile->n_nodes;

  for (int k = 0; k < n * FROST_PROFILE_N_PASSES; k++)
    {
      const FrostProfilePass pass =
          k < n ? FROST_PROFILE_FORWARD : FROST_PROFILE_BACKWARD;
      const int i = k < n ? k : 2 * n - 1 - k;
      const int factor = pass == FROST_PROFILE_BACKWARD ? 2 : 1;
      const FrostNode *node = frost_graph_node (profile->model->graph, i);
      FrostProfileRow row = { .name = node->name,
                              .op = frost_op_get (node->kind)->name,
                              .pass = pass,
                              .multiply_adds = factor * node->inference.multiply_adds,
                              .bytes = factor * count_bytes (profile->model, node) };

      for (int worker = 0; worker < profile->n_workers; worker++)
        {
          const Entry *entry = entry_at (profile, worker, i, pass);

          row.seconds += 1e-9 * (double) entry->nanoseconds;
          row.n_images += entry->n_images;
        }
      if (row.n_images > 0)
        g_array_append_val (rows, row);
    }
  return rows;
}
