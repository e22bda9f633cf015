/* frostline-cli new: a project of a folder of photographs, or of the drawn sample set. */
#include <stdio.h>

#include "app/cli/cli-interrupt.h"
#include "app/cli/cli-report.h"
#include "app/cli/cli.h"
#include "ui/session/project.h"

static void
print_project (FrostProject *project)
{
  FrostProjectClasses *classes = frost_project_get_classes (project);
  FrostImageCounts counts;

  frost_project_images_get_counts (frost_project_get_images (project), &counts);
  printf ("%s: %u images, %u unlabelled, %u classes\n", frost_project_get_name (project),
          counts.n_total, counts.n_unlabelled, frost_project_classes_get_n (classes));
  for (guint i = 0; i < frost_project_classes_get_n (classes); i++)
    {
      FrostClassItem *item = frost_project_classes_peek (classes, i);

      printf ("  %-20s  train %5u  val %5u  test %5u\n", frost_class_item_get_name (item),
              frost_class_item_get_n_train (item), frost_class_item_get_n_val (item),
              frost_class_item_get_n_test (item));
    }
}

static void
print_report (const FrostImportReport *report)
{
  g_autofree char *summary = frost_import_report_dup_summary (report);

  for (guint i = 0; i < report->notes->len; i++)
    {
      const FrostImportNote *note = g_ptr_array_index (report->notes, i);

      /* Some texts come from a reader that has named the file itself. */
      if (g_str_has_prefix (note->text, note->path))
        frost_cli_note ("%s", note->text);
      else
        frost_cli_note ("%s: %s", note->path, note->text);
    }
  puts (summary);
}

int
frost_cli_new (char **argv)
{
  g_autofree char *images = NULL;
  double val_fraction = FROST_SPLIT_FRACTION_DEFAULT;
  gint64 seed = 1;
  gboolean sample = FALSE;
  g_auto (GStrv) arguments = NULL;
  const GOptionEntry entries[] = {
    { "images", 0, 0, G_OPTION_ARG_FILENAME, &images,
      "Folder of photographs: a folder a class, possibly below train/, val/, test/",
      "DIR" },
    { "sample", 0, 0, G_OPTION_ARG_NONE, &sample,
      "Draw the sample set into PROJECT/images instead", NULL },
    { "val-fraction", 0, 0, G_OPTION_ARG_DOUBLE, &val_fraction,
      "Share of the images to validate with (0.2), where the folder does not say", "X" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, "Of the split (1)", "N" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments, NULL, NULL },
    { NULL }
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostProject) project = NULL;
  g_autoptr (FrostImportReport) report = NULL;
  FrostSplitOptions split = { 0 };
  FrostWork work = { .progress = frost_cli_progress };

  if (!frost_cli_parse (&argv, "PROJECT", "Makes a project in the folder PROJECT.",
                        entries))
    return FROST_CLI_USAGE;
  if (arguments == NULL || g_strv_length (arguments) != 1)
    return frost_cli_usage ("new", "one project folder is needed");
  if ((images != NULL) == !!sample)
    return frost_cli_usage ("new", "either --images DIR or --sample is needed");
  if (!(val_fraction > 0 && val_fraction < 1))
    return frost_cli_usage ("new", "--val-fraction %g: a share between 0 and 1 is needed",
                            val_fraction);
  if (seed < 0)
    return frost_cli_usage ("new", "--seed: a number from 0 on is needed");

  work.cancellable = frost_cli_interrupt_get ();
  split.val_fraction = val_fraction;
  split.seed = (guint64) seed;
  if (sample)
    project =
        frost_project_new_sample (arguments[0], val_fraction, split.seed, &work, &error);
  else
    project = frost_project_new_from_folder (arguments[0], images, &split, &work, &report,
                                             &error);
  frost_cli_progress_clear ();
  if (project == NULL)
    return frost_cli_fail (error);
  if (report != NULL)
    print_report (report);
  print_project (project);
  return FROST_CLI_OK;
}
