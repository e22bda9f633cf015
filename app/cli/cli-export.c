/* frostline-cli export: the model of a run as a file for other programs. */
#include <stdio.h>

#include "app/cli/cli-report.h"
#include "app/cli/cli.h"
#include "ui/session/export.h"

int
frost_cli_export (char **argv)
{
  gint64 run_id = 0;
  gboolean half = FALSE;
  g_auto (GStrv) arguments = NULL;
  const GOptionEntry entries[] = {
    { "run", 0, 0, G_OPTION_ARG_INT64, &run_id, "(the newest)", "ID" },
    { "half", 0, 0, G_OPTION_ARG_NONE, &half,
      "Numbers of 16 bits: half the size, rounded to 11 bits", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments, NULL, NULL },
    { NULL }
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostProject) project = NULL;
  FrostRunItem *run;

  if (!frost_cli_parse (&argv, "PROJECT FILE",
                        "Writes the best model of a run: with its graph, class names and "
                        "preprocessing as FILE.onnx, its weights only as "
                        "FILE.safetensors or, for PyTorch, FILE.pth.",
                        entries))
    return FROST_CLI_USAGE;
  if (arguments == NULL || g_strv_length (arguments) != 2)
    return frost_cli_usage ("export", "a project folder and a file to write are needed");
  if (run_id < 0)
    return frost_cli_usage ("export", "--run: the number of a run is needed");

  project = frost_project_open (arguments[0], FROST_DATABASE_READ, &error);
  if (project == NULL)
    return frost_cli_fail (error);
  run = frost_project_find_run (project, run_id, &error);
  if (run == NULL || !frost_export_run (project, run_id, arguments[1], half, &error))
    return frost_cli_fail (error);

  printf ("%s: run %" G_GINT64_FORMAT "\n", arguments[1], frost_run_item_get_id (run));
  return FROST_CLI_OK;
}
