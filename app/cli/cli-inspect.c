/* frostline-cli inspect: what a model file holds, block by block. */
#include <stdio.h>

#include "app/cli/cli-model.h"
#include "app/cli/cli-report.h"
#include "app/cli/cli.h"

/* Tensors that were taken over as they are would make the list long, and say nothing. */
static void
print_report (const FrostRestoreReport *report)
{
  if (report == NULL)
    return;
  g_autofree char *summary = frost_restore_report_summarise (report);
  g_autofree char *text = frost_restore_report_to_text (report, FALSE);

  printf ("format         %s, weights without a graph\n", report->format);
  printf ("restored       %s\n", summary);
  if (*text != '\0')
    printf ("\n%s", text);
}

static void
print_text (FrostBaseModel *base)
{
  const FrostModel *model = frost_base_model_get_model (base);
  const int n = frost_base_model_get_n_blocks (base);
  g_autofree char *input = frost_shape_to_string (&model->graph->input);
  g_autofree char *preprocessing = frost_base_model_describe_preprocessing (base);
  int width = 5;

  for (int i = 0; i < n; i++)
    {
      const int length =
          (int) g_utf8_strlen (frost_base_model_peek_block (base, i)->name, -1);

      width = MAX (width, length);
    }

  printf ("model          %s, %d outputs, %" G_GINT64_FORMAT " parameters\n", model->name,
          frost_model_n_outputs (model), (gint64) frost_model_n_parameters (model));
  printf ("input          %s\n", input);
  printf ("preprocessing  %s%s\n", preprocessing,
          model->preprocessing_known ? "" : " (assumed: the file does not say)");
  print_report (frost_base_model_get_restore_report (base));
  if (model->truncated != NULL)
    printf ("trunk only     %s\n", model->truncated);
  printf ("\ncut  %-*s  %-13s  %10s  %13s\n", width, "block", "shape", "parameters",
          "multiply-adds");
  printf ("%3d  %-*s  %-13s  %10d  %13d\n", 0, width, "input", input, 0, 0);
  for (int i = 0; i < n; i++)
    {
      const FrostBlock *block = frost_base_model_peek_block (base, i);
      g_autofree char *shape = frost_shape_to_string (&block->shape);

      printf ("%3d  %-*s  %-13s  %10" G_GINT64_FORMAT "  %13" G_GINT64_FORMAT "%s\n",
              block->cut, width, block->name, shape, (gint64) block->parameters,
              (gint64) block->multiply_adds,
              block->cut == frost_base_model_get_head_cut (base)
                  ? "  <- frost line of --freeze all"
                  : "");
    }
}

static json_t *
shape_to_json (const FrostShape *shape)
{
  json_t *array = json_array ();

  for (int i = 0; i < shape->rank; i++)
    json_array_append_new (array, json_integer (shape->dim[i]));
  return array;
}

static json_t *
preprocessing_to_json (FrostBaseModel *base)
{
  const FrostPreprocessing *preprocessing = frost_base_model_get_preprocessing (base);
  const int preset = frost_base_model_get_preset (base);
  json_t *root = json_object ();
  json_t *mean = json_array ();
  json_t *scale = json_array ();

  for (int c = 0; c < 3; c++)
    {
      json_array_append_new (mean, frost_cli_json_real ((double) preprocessing->mean[c]));
      json_array_append_new (scale,
                             frost_cli_json_real ((double) preprocessing->scale[c]));
    }
  json_object_set_new (root, "preset",
                       preset >= 0
                           ? json_string (frost_preprocessing_preset_name (preset))
                           : json_null ());
  json_object_set_new (root, "known",
                       json_boolean (frost_base_model_is_preprocessing_known (base)));
  json_object_set_new (root, "resize", json_integer (preprocessing->resize_short));
  json_object_set_new (root, "channels",
                       json_string (preprocessing->bgr ? "BGR" : "RGB"));
  json_object_set_new (root, "mean", mean);
  json_object_set_new (root, "scale", scale);
  return root;
}

static json_t *
text_or_null (const char *text)
{
  return text != NULL ? frost_cli_json_text (text) : json_null ();
}

static json_t *
report_to_json (const FrostRestoreReport *report)
{
  static const char *const hashes[] = {
    [FROST_RESTORE_NO_HASH] = NULL,
    [FROST_RESTORE_VERIFIED] = "verified",
    [FROST_RESTORE_DOES_NOT_MATCH] = "does not match",
  };
  json_t *root = json_object ();
  json_t *tensors = json_array ();

  for (guint i = 0; i < report->rows->len; i++)
    {
      const FrostRestoreRow *row = report->rows->pdata[i];
      json_t *tensor = json_object ();

      json_object_set_new (tensor, "name", frost_cli_json_text (row->name));
      json_object_set_new (tensor, "fate",
                           json_string (frost_restore_fate_name (row->fate)));
      json_object_set_new (tensor, "stored", text_or_null (row->stored));
      json_object_set_new (tensor, "shape", text_or_null (row->shape));
      json_object_set_new (tensor, "note", text_or_null (row->note));
      json_array_append_new (tensors, tensor);
    }
  json_object_set_new (root, "architecture", frost_cli_json_text (report->architecture));
  json_object_set_new (root, "format", frost_cli_json_text (report->format));
  json_object_set_new (root, "dialect", text_or_null (report->dialect));
  json_object_set_new (root, "weights", text_or_null (report->weights));
  json_object_set_new (root, "hash", text_or_null (hashes[report->hash]));
  json_object_set_new (root, "tensors", tensors);
  return root;
}

static void
print_json (FrostBaseModel *base)
{
  const FrostModel *model = frost_base_model_get_model (base);
  json_t *root = json_object ();
  json_t *blocks = json_array ();

  for (int i = 0; i < frost_base_model_get_n_blocks (base); i++)
    {
      const FrostBlock *block = frost_base_model_peek_block (base, i);
      json_t *entry = json_object ();

      json_object_set_new (entry, "cut", json_integer (block->cut));
      json_object_set_new (entry, "name", frost_cli_json_text (block->name));
      json_object_set_new (entry, "shape", shape_to_json (&block->shape));
      json_object_set_new (entry, "parameters", json_integer (block->parameters));
      json_object_set_new (entry, "multiply_adds", json_integer (block->multiply_adds));
      json_array_append_new (blocks, entry);
    }

  json_object_set_new (root, "model", frost_cli_json_text (model->name));
  json_object_set_new (root, "input", shape_to_json (&model->graph->input));
  json_object_set_new (root, "outputs", json_integer (frost_model_n_outputs (model)));
  json_object_set_new (root, "parameters",
                       json_integer (frost_model_n_parameters (model)));
  json_object_set_new (root, "preprocessing", preprocessing_to_json (base));
  json_object_set_new (root, "head_cut",
                       json_integer (frost_base_model_get_head_cut (base)));
  if (model->classes != NULL)
    {
      json_t *classes = json_array ();

      for (gsize i = 0; model->classes[i] != NULL; i++)
        json_array_append_new (classes, frost_cli_json_text (model->classes[i]));
      json_object_set_new (root, "classes", classes);
    }
  if (frost_base_model_get_restore_report (base) != NULL)
    json_object_set_new (root, "restored",
                         report_to_json (frost_base_model_get_restore_report (base)));
  json_object_set_new (root, "truncated", text_or_null (model->truncated));
  json_object_set_new (root, "blocks", blocks);
  frost_cli_print_json (root);
}

int
frost_cli_inspect (char **argv)
{
  gboolean json = FALSE;
  g_autofree char *architecture = NULL;
  g_auto (GStrv) files = NULL;
  const GOptionEntry entries[] = {
    { "architecture", 0, 0, G_OPTION_ARG_STRING, &architecture,
      FROST_CLI_ARCHITECTURE_HELP, "NAME" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print one JSON object", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, NULL },
    { NULL }
  };
  g_autoptr (FrostBaseModel) base = NULL;

  if (!frost_cli_parse (&argv, "MODEL",
                        "Shows the input, the preprocessing and the blocks of a model "
                        "file, and where the frost line may sit.",
                        entries))
    return FROST_CLI_USAGE;
  if (files == NULL || g_strv_length (files) != 1)
    return frost_cli_usage ("inspect", "one model file is needed");

  base = frost_cli_model_load (files[0], architecture);
  if (base == NULL)
    return FROST_CLI_FAILED;
  if (json)
    print_json (base);
  else
    print_text (base);
  return FROST_CLI_OK;
}
