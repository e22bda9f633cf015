#include "ui/session/train-ready.h"

#include "ui/session/dataset.h"

void
frost_train_ready_free (FrostTrainReady *ready)
{
  g_free (ready->text);
  g_free (ready);
}

/* Takes the text. */
static FrostTrainReady *
not_ready (char *text, const char *view)
{
  FrostTrainReady *result = g_new0 (FrostTrainReady, 1);

  result->text = text;
  result->view = view;
  return result;
}

static char *
dup_ready_text (FrostProject *project, const char *const *warnings)
{
  g_autoptr (FrostDataset) train = frost_dataset_new (project, FROST_SPLIT_TRAIN);
  g_autoptr (FrostDataset) val = frost_dataset_new (project, FROST_SPLIT_VAL);
  const guint n_train = frost_dataset_get_n (train);
  const guint n_val = frost_dataset_get_n (val);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "Ready: %'u %s to train on, ", n_train,
                          n_train == 1 ? "image" : "images");
  if (n_val > 0)
    g_string_append_printf (text, "%'u to validate", n_val);
  else
    g_string_append (text, "none to validate");
  if (warnings != NULL && warnings[0] != NULL)
    g_string_append_printf (text, ". %s", warnings[0]);
  return g_string_free (text, FALSE);
}

FrostTrainReady *
frost_train_ready_check (FrostWorkbench *workbench)
{
  FrostProject *project = frost_workbench_get_project (workbench);
  g_auto (GStrv) warnings = NULL;
  g_autoptr (GError) error = NULL;
  FrostTrainReady *ready;

  g_return_val_if_fail (project != NULL, NULL);
  if (frost_project_is_read_only (project))
    return not_ready (g_strdup ("This project is open read-only: nothing can be trained"),
                      NULL);
  if (frost_project_is_busy (project))
    return not_ready (g_strdup ("Images are being imported: train when that is done"),
                      NULL);
  if (!frost_project_check_ready (project, &warnings, &error))
    return not_ready (g_strdup (error->message), "images");
  if (frost_workbench_get_base_model (workbench) == NULL)
    return not_ready (g_strdup ("There is no base model to start from: choose one"),
                      "model");

  ready = g_new0 (FrostTrainReady, 1);
  ready->ready = TRUE;
  ready->text = dup_ready_text (project, (const char *const *) warnings);
  return ready;
}
