/* frostline-cli: everything that the window does, without a display. */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/cli-report.h"
#include "app/cli/cli.h"

typedef struct
{
  const char *name;
  int (*run) (char **argv);
  const char *summary;
} Command;

static const Command commands[] = {
  { "inspect", frost_cli_inspect, "what a model file holds, block by block" },
  { "zoo", frost_cli_zoo, "the networks that are known, and where to get their weights" },
  { "classify", frost_cli_classify, "the best classes of a model file for images" },
  { "new", frost_cli_new, "a project of a folder of photographs, or of the sample set" },
  { "train", frost_cli_train, "train on a project" },
  { "evaluate", frost_cli_evaluate, "how well a run does on a split" },
  { "predict", frost_cli_predict, "the classes that a run gives to images" },
  { "export", frost_cli_export, "the model of a run as an ONNX file" },
  { "bench", frost_cli_bench, "how fast a model file runs or trains here" },
};

static void
print_help (void)
{
  puts ("Usage: frostline-cli COMMAND [OPTION…] …\n\nCommands:");
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    printf ("  %-10s %s\n", commands[i].name, commands[i].summary);
  puts ("\nOptions:\n"
        "  --help     this text; after a command, its options\n"
        "  --version  the version\n\n"
        "Exit code: 0 success, 1 failure, 2 wrong usage. Errors are one line on stderr.");
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) arguments = g_strdupv (argv);

  /* Texts in the user's language and encoding, numbers as every script reads them. */
  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C");
  g_set_prgname ("frostline-cli");
  /* A closed pipe is an error of writing, which is reported, and not a death. */
  signal (SIGPIPE, SIG_IGN);

  if (argc < 2)
    return frost_cli_usage (NULL, "command: none is given, one is needed");
  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0)
    {
      print_help ();
      return frost_cli_finish (FROST_CLI_OK);
    }
  if (strcmp (argv[1], "--version") == 0)
    {
      puts ("frostline-cli " FROST_VERSION);
      return frost_cli_finish (FROST_CLI_OK);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (argv[1], commands[i].name) == 0)
      {
        /* GOption takes the first string for the program's name. */
        g_autofree char **rest = g_new (char *, argc);
        g_auto (GStrv) owned = NULL;

        memcpy (rest, arguments + 1, (gsize) argc * sizeof *rest);
        owned = g_strdupv (rest);
        return frost_cli_finish (commands[i].run (owned));
      }

  return frost_cli_usage (NULL, "%s: there is no such command", argv[1]);
}
