#include "ui/layers/layer-binding.h"

#include "ui/session/head-info.h"

typedef struct
{
  FrostLayerStack *stack; /* owns this */
  FrostWorkbench *workbench;
  FrostProject *project; /* whose classes we hear of */
  gboolean filling;      /* what the stack says meanwhile is no decision */
} Binding;

static void
watch_project (Binding *binding, FrostProject *project)
{
  if (binding->project != NULL)
    g_signal_handlers_disconnect_by_data (binding->project, binding);
  g_set_object (&binding->project, project);
}

static void
binding_free (gpointer data)
{
  Binding *binding = data;

  watch_project (binding, NULL);
  g_signal_handlers_disconnect_by_data (binding->workbench, binding);
  g_object_unref (binding->workbench);
  g_free (binding);
}

static void
show_head (Binding *binding)
{
  FrostBaseModel *base = frost_workbench_get_base_model (binding->workbench);
  g_auto (GStrv) names = NULL;
  FrostHeadInfo head = { 0 };

  if (binding->project != NULL)
    names =
        frost_project_classes_dup_names (frost_project_get_classes (binding->project));
  if (base != NULL && names != NULL)
    frost_head_info_find (base, (int) g_strv_length (names), &head);
  frost_layer_stack_set_head (binding->stack, (const char *const *) names,
                              (guint64) head.parameters, (guint64) head.multiply_adds);
}

/* -1 and the head's own cut are the same place. */
static void
show_cut (Binding *binding)
{
  const int cut = frost_workbench_get_cut (binding->workbench);

  binding->filling = TRUE;
  frost_layer_stack_set_cut (
      binding->stack, cut < 0 ? frost_layer_stack_get_n_blocks (binding->stack) : cut);
  binding->filling = FALSE;
}

/* Blocks above the head's cut are part of the head, which is shown as one. */
static void
show_base (Binding *binding)
{
  FrostBaseModel *base = frost_workbench_get_base_model (binding->workbench);
  const int n = base != NULL ? frost_base_model_get_head_cut (base) : 0;
  g_autoptr (GPtrArray) shapes = g_ptr_array_new_with_free_func (g_free);
  g_autofree FrostLayerBlock *blocks = g_new0 (FrostLayerBlock, MAX (n, 1));

  for (int i = 0; i < n; i++)
    {
      const FrostBlock *block = frost_base_model_peek_block (base, i);
      char *shape = frost_base_model_dup_shape_text (base, i);

      g_ptr_array_add (shapes, shape);
      blocks[i] = (FrostLayerBlock){ .name = block->name,
                                     .shape = shape,
                                     .parameters = (guint64) block->parameters,
                                     .multiply_adds = (guint64) block->multiply_adds };
    }
  binding->filling = TRUE;
  frost_layer_stack_set_blocks (binding->stack, blocks, n);
  binding->filling = FALSE;
  frost_layer_stack_set_pixels (
      binding->stack, base != NULL ? frost_base_model_get_preprocessing (base)->width : 0,
      base != NULL ? frost_base_model_get_preprocessing (base)->height : 0);
  show_head (binding);
  show_cut (binding);
}

static void
project_cb (Binding *binding)
{
  watch_project (binding, frost_workbench_get_project (binding->workbench));
  if (binding->project != NULL)
    g_signal_connect_swapped (binding->project, "changed", G_CALLBACK (show_head),
                              binding);
  show_head (binding);
}

static void
moved_cb (Binding *binding)
{
  const int cut = frost_layer_stack_get_cut (binding->stack);

  if (binding->filling)
    return;
  frost_workbench_drag_cut (binding->workbench,
                            cut == frost_layer_stack_get_n_blocks (binding->stack) ? -1
                                                                                   : cut);
}

static void
committed_cb (Binding *binding)
{
  frost_workbench_commit_cut (binding->workbench);
}

void
frost_layer_binding_attach (FrostLayerStack *stack, FrostWorkbench *workbench)
{
  g_return_if_fail (FROST_IS_LAYER_STACK (stack) && FROST_IS_WORKBENCH (workbench));

  Binding *binding = g_new0 (Binding, 1);

  binding->stack = stack;
  binding->workbench = g_object_ref (workbench);
  g_object_set_data_full (G_OBJECT (stack), "frost-layer-binding", binding, binding_free);
  g_signal_connect_swapped (stack, "notify::cut", G_CALLBACK (moved_cb), binding);
  g_signal_connect_swapped (stack, "cut-committed", G_CALLBACK (committed_cb), binding);
  g_signal_connect_swapped (workbench, "notify::project", G_CALLBACK (project_cb),
                            binding);
  g_signal_connect_swapped (workbench, "notify::base-model", G_CALLBACK (show_base),
                            binding);
  g_signal_connect_swapped (workbench, "notify::cut", G_CALLBACK (show_cut), binding);
  project_cb (binding);
  show_base (binding);
}
