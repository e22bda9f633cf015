/* frostline-cli classify: the best classes of any model file for images. */
#include "app/cli/cli-model.h"
#include "app/cli/cli-ranking.h"
#include "app/cli/cli-report.h"
#include "app/cli/cli.h"

#define TOP_DEFAULT 5

int
frost_cli_classify (char **argv)
{
  g_autofree char *architecture = NULL;
  g_autofree char *labels_file = NULL;
  g_autofree char *preprocess = NULL;
  int resize = 0, top = TOP_DEFAULT;
  gboolean csv = FALSE;
  g_auto (GStrv) arguments = NULL;
  const GOptionEntry entries[] = {
    { "labels", 0, 0, G_OPTION_ARG_FILENAME, &labels_file,
      "Class names, one a line in output order", "FILE" },
    { "architecture", 0, 0, G_OPTION_ARG_STRING, &architecture,
      FROST_CLI_ARCHITECTURE_HELP, "NAME" },
    { "preprocess", 0, 0, G_OPTION_ARG_STRING, &preprocess, FROST_CLI_PREPROCESS_HELP,
      "PRESET" },
    { "resize", 0, 0, G_OPTION_ARG_INT, &resize,
      "Short side before the centre crop (256 for an input of 224)", "N" },
    { "top", 0, 0, G_OPTION_ARG_INT, &top, "Classes to print (5)", "K" },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &csv,
      "Print file,rank,class,label,logit,probability", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments, NULL, NULL },
    { NULL }
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostBaseModel) base = NULL;
  g_auto (GStrv) labels = NULL;
  FrostCliRanking ranking = { 0 };

  if (!frost_cli_parse (&argv, "MODEL IMAGE…",
                        "Runs a model file over images. A folder stands for the images "
                        "in it and below.",
                        entries))
    return FROST_CLI_USAGE;
  if (arguments == NULL || g_strv_length (arguments) < 2)
    return frost_cli_usage ("classify", "a model file and at least one image are needed");
  if (top < 1)
    return frost_cli_usage ("classify", "--top %d: at least 1 is needed", top);
  if (resize < 0)
    return frost_cli_usage ("classify", "--resize %d: a number of pixels is needed",
                            resize);

  base = frost_cli_model_load (arguments[0], architecture);
  if (base == NULL)
    return FROST_CLI_FAILED;
  if (!frost_cli_model_prepare (base, "classify", preprocess, resize))
    return FROST_CLI_USAGE;

  ranking.model = frost_base_model_get_model (base);
  ranking.preprocessing = frost_base_model_get_preprocessing (base);
  ranking.top = top;
  ranking.csv = csv;
  ranking.labels = ranking.model->classes;
  if (labels_file != NULL)
    {
      labels = frost_cli_model_read_labels (
          labels_file, frost_model_n_outputs (ranking.model), &error);
      if (labels == NULL)
        return frost_cli_fail (error);
      ranking.labels = labels;
    }
  return frost_cli_ranking_run (&ranking, arguments + 1);
}
