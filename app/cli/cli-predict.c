/* frostline-cli predict: the classes that a run of a project gives to images. */
#include "app/cli/cli-ranking.h"
#include "app/cli/cli-report.h"
#include "app/cli/cli.h"
#include "ui/session/project.h"

#define TOP_DEFAULT 5

int
frost_cli_predict (char **argv)
{
  gint64 run_id = 0;
  int top = TOP_DEFAULT;
  gboolean csv = FALSE;
  g_auto (GStrv) arguments = NULL;
  const GOptionEntry entries[] = {
    { "run", 0, 0, G_OPTION_ARG_INT64, &run_id, "(the newest)", "ID" },
    { "top", 0, 0, G_OPTION_ARG_INT, &top, "Classes to print (5)", "K" },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &csv,
      "Print file,rank,class,label,logit,probability", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments, NULL, NULL },
    { NULL }
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostProject) project = NULL;
  g_autoptr (FrostModel) model = NULL;
  FrostRunItem *run;
  FrostCliRanking ranking = { 0 };

  if (!frost_cli_parse (&argv, "PROJECT IMAGE…",
                        "Runs what was trained over images. A folder stands for the "
                        "images in it and below.",
                        entries))
    return FROST_CLI_USAGE;
  if (arguments == NULL || g_strv_length (arguments) < 2)
    return frost_cli_usage ("predict",
                            "a project folder and at least one image are needed");
  if (run_id < 0)
    return frost_cli_usage ("predict", "--run: the number of a run is needed");
  if (top < 1)
    return frost_cli_usage ("predict", "--top %d: at least 1 is needed", top);

  project = frost_project_open (arguments[0], FROST_DATABASE_READ, &error);
  if (project == NULL)
    return frost_cli_fail (error);
  run = frost_project_find_run (project, run_id, &error);
  if (run == NULL)
    return frost_cli_fail (error);
  model = frost_run_item_load_model (run, &error);
  if (model == NULL)
    return frost_cli_fail (error);

  ranking.model = model;
  ranking.labels = model->classes;
  ranking.top = top;
  ranking.csv = csv;
  return frost_cli_ranking_run (&ranking, arguments + 1);
}
