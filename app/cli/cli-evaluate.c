/* frostline-cli evaluate: how well a run does on a split of its project. */
#include <math.h>
#include <stdio.h>

#include "app/cli/cli-interrupt.h"
#include "app/cli/cli-report.h"
#include "app/cli/cli.h"
#include "ui/session/evaluation.h"

static void
print_share (double value)
{
  if (isfinite (value))
    printf ("  %9.4f", value);
  else
    printf ("  %9s", "-");
}

static void
print_text (const FrostEvaluation *evaluation)
{
  g_autofree char *summary = frost_evaluation_dup_summary (evaluation);

  printf ("run %" G_GINT64_FORMAT ", split %s: accuracy %.4f (%s), loss %.4f\n",
          evaluation->run_id, frost_split_get_name (evaluation->split),
          frost_evaluation_get_accuracy (evaluation), summary, evaluation->loss);
  if (evaluation->n_unreadable > 0)
    printf ("%d images could not be read and are left out\n", evaluation->n_unreadable);

  printf ("\n%-20s  %6s  %9s  %9s  %9s\n", "class", "images", "precision", "recall",
          "F1");
  for (int i = 0; i < evaluation->n_classes; i++)
    {
      printf ("%-20s  %6d", evaluation->classes[i],
              frost_evaluation_get_n_labelled (evaluation, i));
      print_share (frost_evaluation_get_precision (evaluation, i));
      print_share (frost_evaluation_get_recall (evaluation, i));
      print_share (frost_evaluation_get_f1 (evaluation, i));
      putchar ('\n');
    }

  printf ("\nconfusion: a row a label, a column a prediction\n%-20s", "");
  for (int i = 0; i < evaluation->n_classes; i++)
    printf ("  %8.8s", evaluation->classes[i]);
  putchar ('\n');
  for (int i = 0; i < evaluation->n_classes; i++)
    {
      printf ("%-20s", evaluation->classes[i]);
      for (int j = 0; j < evaluation->n_classes; j++)
        printf ("  %8d", evaluation->confusion[i * evaluation->n_classes + j]);
      putchar ('\n');
    }
}

static json_t *
classes_to_json (const FrostEvaluation *evaluation)
{
  json_t *array = json_array ();

  for (int i = 0; i < evaluation->n_classes; i++)
    {
      json_t *entry = json_object ();

      json_object_set_new (entry, "class", frost_cli_json_text (evaluation->classes[i]));
      json_object_set_new (
          entry, "images",
          json_integer (frost_evaluation_get_n_labelled (evaluation, i)));
      json_object_set_new (
          entry, "precision",
          frost_cli_json_real (frost_evaluation_get_precision (evaluation, i)));
      json_object_set_new (
          entry, "recall",
          frost_cli_json_real (frost_evaluation_get_recall (evaluation, i)));
      json_object_set_new (entry, "f1",
                           frost_cli_json_real (frost_evaluation_get_f1 (evaluation, i)));
      json_array_append_new (array, entry);
    }
  return array;
}

static json_t *
confusion_to_json (const FrostEvaluation *evaluation)
{
  json_t *rows = json_array ();

  for (int i = 0; i < evaluation->n_classes; i++)
    {
      json_t *row = json_array ();

      for (int j = 0; j < evaluation->n_classes; j++)
        json_array_append_new (
            row, json_integer (evaluation->confusion[i * evaluation->n_classes + j]));
      json_array_append_new (rows, row);
    }
  return rows;
}

static void
print_json (const FrostEvaluation *evaluation)
{
  json_t *root = json_object ();
  json_t *interval = json_array ();
  double low, high;

  frost_wilson_interval (evaluation->n_correct, evaluation->n, &low, &high);
  json_array_append_new (interval, frost_cli_json_real (low));
  json_array_append_new (interval, frost_cli_json_real (high));
  json_object_set_new (root, "run", json_integer (evaluation->run_id));
  json_object_set_new (root, "split",
                       json_string (frost_split_get_name (evaluation->split)));
  json_object_set_new (root, "n", json_integer (evaluation->n));
  json_object_set_new (root, "correct", json_integer (evaluation->n_correct));
  json_object_set_new (root, "unreadable", json_integer (evaluation->n_unreadable));
  json_object_set_new (root, "accuracy",
                       frost_cli_json_real (frost_evaluation_get_accuracy (evaluation)));
  json_object_set_new (root, "interval", interval);
  json_object_set_new (root, "loss", frost_cli_json_real (evaluation->loss));
  json_object_set_new (root, "classes", classes_to_json (evaluation));
  json_object_set_new (root, "confusion", confusion_to_json (evaluation));
  frost_cli_print_json (root);
}

int
frost_cli_evaluate (char **argv)
{
  gint64 run_id = 0;
  g_autofree char *split_name = NULL;
  gboolean json = FALSE;
  g_auto (GStrv) arguments = NULL;
  const GOptionEntry entries[] = {
    { "run", 0, 0, G_OPTION_ARG_INT64, &run_id, "(the newest)", "ID" },
    { "split", 0, 0, G_OPTION_ARG_STRING, &split_name, "train, val or test (val)",
      "NAME" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print one JSON object", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments, NULL, NULL },
    { NULL }
  };
  const FrostWork work = { .cancellable = frost_cli_interrupt_get (),
                           .progress = frost_cli_progress };
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostProject) project = NULL;
  g_autoptr (FrostEvaluation) evaluation = NULL;
  FrostSplit split = FROST_SPLIT_VAL;

  if (!frost_cli_parse (&argv, "PROJECT",
                        "Accuracy, precision and recall of each class, and the "
                        "confusion matrix.",
                        entries))
    return FROST_CLI_USAGE;
  if (arguments == NULL || g_strv_length (arguments) != 1)
    return frost_cli_usage ("evaluate", "one project folder is needed");
  if (run_id < 0)
    return frost_cli_usage ("evaluate", "--run: the number of a run is needed");
  if (split_name != NULL
      && (!frost_split_from_name (split_name, &split) || split == FROST_SPLIT_NONE))
    return frost_cli_usage ("evaluate", "--split %s: it is train, val or test",
                            split_name);

  project = frost_project_open (arguments[0], FROST_DATABASE_READ, &error);
  if (project != NULL)
    evaluation = frost_evaluation_run (project, run_id, split, 0, &work, &error);
  frost_cli_progress_clear ();
  if (evaluation == NULL)
    return frost_cli_fail (error);
  if (json)
    print_json (evaluation);
  else
    print_text (evaluation);
  return FROST_CLI_OK;
}
