/* frostline-cli zoo: the networks that a file of weights may be of, and where to get one. */
#include <stdio.h>
#include <string.h>

#include "app/cli/cli-report.h"
#include "app/cli/cli.h"
#include "ui/session/engine-data.h"

static void
print_percent (double percent)
{
  if (percent > 0)
    printf ("  %5.2f", percent);
  else
    printf ("  %5s", "-");
}

static void
print_table (void)
{
  int width = 0;

  for (int i = 0; i < frost_zoo_get_n (); i++)
    width = MAX (width, (int) strlen (frost_zoo_get (i)->name));
  printf ("%-*s  %10s  %5s  %5s  %5s  %-11s  %s\n", width, "name", "parameters", "input",
          "top-1", "top-5", "data", "licence");
  for (int i = 0; i < frost_zoo_get_n (); i++)
    {
      const FrostZooEntry *entry = frost_zoo_get (i);
      const FrostZooWeights *weights = &entry->weights[0];

      printf ("%-*s  %10" G_GINT64_FORMAT "  %5d", width, entry->name,
              (gint64) entry->n_parameters, entry->preprocessing.width);
      print_percent (weights->top1);
      print_percent (weights->top5);
      printf ("  %-11s  %.*s\n", weights->data, (int) strcspn (weights->licence, ";"),
              weights->licence);
    }
}

/* The file's name is what the download is called. */
static const char *
file_name (const FrostZooWeights *weights)
{
  return strrchr (weights->url, '/') + 1;
}

static void
print_weights (const FrostZooWeights *weights)
{
  printf ("\n%s\n  learned from   %s\n", weights->name, weights->data);
  if (weights->top1 > 0)
    printf ("  accuracy       %.2f %% top-1", weights->top1);
  if (weights->top5 > 0)
    printf (", %.2f %% top-5", weights->top5);
  if (weights->top1 > 0)
    putchar ('\n');
  printf ("  resize         %d, %s\n", weights->resize, weights->interpolation);
  printf ("  licence        %s\n", weights->licence);
  printf ("  download       %s\n", weights->url);
  if (weights->sha256 != NULL)
    printf ("  SHA-256        begins with %s\n", weights->sha256);
}

static void
print_entry (const FrostZooEntry *entry)
{
  g_autofree char *preprocessing = frost_preprocessing_describe (&entry->preprocessing);

  printf ("name           %s\n", entry->name);
  printf ("network        %s (%s)\n", entry->title, entry->family);
  printf ("paper          %s\n", entry->source);
  printf ("parameters     %" G_GINT64_FORMAT "\n", (gint64) entry->n_parameters);
  printf ("outputs        %d\n", entry->n_outputs);
  printf ("preprocessing  %s\n", preprocessing);
  if (entry->n_dialects > 0)
    {
      printf ("names of       ");
      for (int i = 0; i < entry->n_dialects; i++)
        printf ("%s%s", i > 0 ? ", " : "", entry->dialects[i].name);
      printf ("%s\n", entry->native ? " are understood too" : "");
    }
  for (int i = 0; i < entry->n_weights; i++)
    print_weights (&entry->weights[i]);
  printf ("\nTo use it, download a file and name it as the base, for example:\n"
          "  frostline-cli train PROJECT --base %s%s%s\n",
          file_name (&entry->weights[0]), entry->native ? "" : " --architecture ",
          entry->native ? "" : entry->name);
}

static json_t *
percent_to_json (double percent)
{
  return percent > 0 ? frost_cli_json_real (percent) : json_null ();
}

static json_t *
entry_to_json (const FrostZooEntry *entry)
{
  json_t *root = json_object ();
  json_t *files = json_array ();

  for (int i = 0; i < entry->n_weights; i++)
    {
      const FrostZooWeights *weights = &entry->weights[i];
      json_t *file = json_object ();

      json_object_set_new (file, "name", json_string (weights->name));
      json_object_set_new (file, "data", json_string (weights->data));
      json_object_set_new (file, "top1", percent_to_json (weights->top1));
      json_object_set_new (file, "top5", percent_to_json (weights->top5));
      json_object_set_new (file, "resize", json_integer (weights->resize));
      json_object_set_new (file, "interpolation", json_string (weights->interpolation));
      json_object_set_new (file, "licence", json_string (weights->licence));
      json_object_set_new (file, "url", json_string (weights->url));
      json_object_set_new (file, "sha256",
                           weights->sha256 != NULL ? json_string (weights->sha256)
                                                   : json_null ());
      json_array_append_new (files, file);
    }
  json_object_set_new (root, "name", json_string (entry->name));
  json_object_set_new (root, "title", json_string (entry->title));
  json_object_set_new (root, "family", json_string (entry->family));
  json_object_set_new (root, "source", json_string (entry->source));
  json_object_set_new (root, "parameters", json_integer (entry->n_parameters));
  json_object_set_new (root, "input", json_integer (entry->preprocessing.width));
  json_object_set_new (root, "outputs", json_integer (entry->n_outputs));
  json_object_set_new (root, "weights", files);
  return root;
}

int
frost_cli_zoo (char **argv)
{
  gboolean json = FALSE;
  g_auto (GStrv) names = NULL;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print one JSON object a line", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, NULL, NULL },
    { NULL }
  };
  const FrostZooEntry *entry = NULL;

  if (!frost_cli_parse (&argv, "[NAME]",
                        "Lists the networks whose files of weights (.pth, .safetensors) "
                        "can be read; with a name, what is known about one and where its "
                        "weights can be downloaded.",
                        entries))
    return FROST_CLI_USAGE;
  if (names != NULL && g_strv_length (names) > 1)
    return frost_cli_usage ("zoo", "at most one name can be given");
  if (names != NULL && (entry = frost_zoo_find (names[0])) == NULL)
    return frost_cli_usage ("zoo", "%s: there is no such network", names[0]);

  if (entry != NULL && json)
    frost_cli_print_json (entry_to_json (entry));
  else if (entry != NULL)
    print_entry (entry);
  else if (json)
    for (int i = 0; i < frost_zoo_get_n (); i++)
      frost_cli_print_json (entry_to_json (frost_zoo_get (i)));
  else
    print_table ();
  return FROST_CLI_OK;
}
