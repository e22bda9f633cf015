/* From what the layers gave to a whole model: logits at its end, or a trunk with a new head. */
#include "engine/formats/keras-build.h"

#include "engine/core/error.h"
#include "engine/graph/prune.h"
#include "engine/graph/surgery.h"

/* Of a new head, until a person's classes take their place. */
#define N_OUTPUTS 2

/* Walks back from the output over what only gives numbers another shape to a softmax over them,
 * which is taken out: training and probabilities start from the logits. */
static int
drop_softmax (FrostGraph *graph, int output)
{
  int *reader = NULL;
  int value = output;

  while (value > 0)
    {
      FrostNode *node = frost_graph_node (graph, value - 1);

      if (node->kind == FROST_OP_SOFTMAX)
        {
          if (frost_shape_n_pixels (frost_graph_value_shape (graph, value)) != 1)
            break;
          value = node->inputs[0];
          if (reader == NULL)
            output = value;
          else
            *reader = value;
          continue;
        }
      if (node->kind != FROST_OP_RESHAPE && node->kind != FROST_OP_FLATTEN
          && node->kind != FROST_OP_DROPOUT)
        break;
      reader = &node->inputs[0];
      value = node->inputs[0];
    }
  return output;
}

/* The highest value that nothing from below jumps over, not even to what is unknown; -1 when
 * there is none above a layer with weights. */
static int
find_trunk (const FrostKerasBuild *build)
{
  const FrostGraph *graph = build->model->graph;
  int n = frost_graph_n_values (graph), furthest = 0, trunk = -1;
  g_autofree int *last = g_new0 (int, n);
  gboolean has_weights = FALSE;

  for (int i = 0; i < n - 1; i++)
    {
      const FrostNode *node = frost_graph_node (graph, i);

      for (int k = 0; k < node->n_inputs; k++)
        last[node->inputs[k]] = i + 1;
    }
  for (guint i = 0; i < build->unknown_reads->len; i++)
    last[g_array_index (build->unknown_reads, int, i)] = n;
  for (int v = 0; v < n; v++)
    {
      int rank = frost_graph_value_shape (graph, v)->rank;

      if (v > 0)
        {
          FrostOpKind kind = frost_graph_node (graph, v - 1)->kind;
          has_weights = has_weights || kind == FROST_OP_CONV || kind == FROST_OP_LINEAR;
        }
      if (furthest <= v && has_weights && last[v] > 0 && (rank == 1 || rank == 3))
        trunk = v;
      furthest = MAX (furthest, last[v]);
    }
  return trunk;
}

/* The mean over an image's pixels, a vector. */
static gboolean
make_vector (FrostKerasBuild *build, GError **error)
{
  const FrostOpAttributes attributes = frost_op_attributes_default ();
  const FrostShape *shape = frost_keras_shape (build, build->result);

  if (shape->rank == 3 && frost_shape_n_pixels (shape) > 1
      && !frost_keras_append (build, "average", FROST_OP_GLOBAL_AVERAGE_POOL, &attributes,
                              error))
    return FALSE;
  shape = frost_keras_shape (build, build->result);
  FrostShape vector = frost_shape_vector (frost_shape_n_elements (shape));
  return frost_keras_reshape (build, &vector, error);
}

static gboolean
add_head (FrostKerasBuild *build, GError **error)
{
  const FrostOpAttributes attributes = frost_op_attributes_default ();
  FrostShape weight = { .rank = 2, .dim = { 0, N_OUTPUTS } };
  FrostShape bias = frost_shape_vector (N_OUTPUTS);

  if (!make_vector (build, error))
    return FALSE;
  weight.dim[0] = frost_keras_shape (build, build->result)->dim[0];
  FrostNode *linear = frost_keras_emit (build, NULL, FROST_OP_LINEAR, &attributes);
  return frost_keras_add_numbers (build, linear, 0, &weight, FALSE, error) != NULL
         && frost_keras_add_numbers (build, linear, 1, &bias, FALSE, error) != NULL
         && frost_keras_finish (build, error);
}

/* Why the model, which ends in a known value, is a trunk only: keras.applications leave their head
 * away with include_top=False. NULL when it has one. */
static char *
missing_head (const FrostKerasBuild *build)
{
  const FrostShape *shape = frost_keras_shape (build, build->result);
  g_autofree char *text = frost_shape_to_string (shape);

  if (shape->rank == 3 && frost_shape_n_pixels (shape) > 1)
    return g_strdup_printf ("it ends in images of %s and has no layer of classes", text);
  if (frost_surgery_find_head (build->model, NULL) < 0)
    return g_strdup_printf ("it ends in %s features and has no layer of classes", text);
  return NULL;
}

gboolean
frost_keras_finish_model (FrostKerasBuild *build, GError **error)
{
  FrostModel *model = build->model;
  /* The head's name; the layers around it are those of the outermost model. */
  FrostKerasLayer head = { .name = "head", .path = (char *) "head" };

  build->layer = &head;
  build->n_emitted = 1;
  if (build->result == FROST_KERAS_UNKNOWN)
    {
      build->result = find_trunk (build);
      if (build->result < 0)
        {
          g_propagate_error (error, g_steal_pointer (&build->first_failure));
          return FALSE;
        }
      model->truncated = g_strdup (build->first_failure->message);
    }
  else
    build->result = drop_softmax (model->graph, build->result);
  if (build->result == 0)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "computes nothing from its image");
      return FALSE;
    }
  frost_model_prune (model, build->result);
  build->result = frost_graph_n_values (model->graph) - 1;
  if (model->truncated == NULL)
    model->truncated = missing_head (build);
  if (model->truncated != NULL ? !add_head (build, error) : !make_vector (build, error))
    return FALSE;
  frost_model_prune (model, build->result);
  return frost_model_infer (model, error);
}
