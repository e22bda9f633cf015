/* frostline-cli train: a run from beginning to end, epoch by epoch on stdout. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/cli-interrupt.h"
#include "app/cli/cli-model.h"
#include "app/cli/cli-report.h"
#include "app/cli/cli.h"
#include "ui/session/base-cost.h"
#include "ui/session/run-session.h"

/* As it is, mirrored, and two crops. */
#define DEFAULT_VIEWS 4

typedef struct
{
  char *base;
  char *architecture;
  char *preprocess;
  char *freeze;
  char *optimizer;
  char *schedule;
  char *augment;
  char **moves;
  int n_views; /* 0 = as --augment has it */
  gint64 seed;
  gboolean json;
  FrostTrainSettings settings;
  char **arguments;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->base);
  g_free (options->architecture);
  g_free (options->preprocess);
  g_free (options->freeze);
  g_free (options->optimizer);
  g_free (options->schedule);
  g_free (options->augment);
  g_strfreev (options->moves);
  g_strfreev (options->arguments);
  frost_train_settings_clear (&options->settings);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_freeze (const char *text, int *cut)
{
  gint64 number;

  if (text == NULL || strcmp (text, "all") == 0)
    *cut = -1;
  else if (strcmp (text, "none") == 0)
    *cut = 0;
  else if (g_ascii_string_to_signed (text, 10, 0, G_MAXINT, &number, NULL))
    *cut = (int) number;
  else
    return FALSE;
  return TRUE;
}

/* EPOCH:CUT, as often as given. */
static gboolean
parse_moves (Options *options)
{
  FrostTrainSettings *settings = &options->settings;
  const int n = options->moves != NULL ? (int) g_strv_length (options->moves) : 0;

  settings->moves = g_new0 (FrostLineMove, n + 1);
  settings->n_moves = n;
  for (int i = 0; i < n; i++)
    {
      g_auto (GStrv) parts = g_strsplit (options->moves[i], ":", 2);
      FrostLineMove *move = &settings->moves[i];
      gint64 epoch;

      if (g_strv_length (parts) != 2
          || !g_ascii_string_to_signed (parts[0], 10, 1, G_MAXINT, &epoch, NULL)
          || !parse_freeze (parts[1], &move->cut))
        {
          frost_cli_usage (
              "train",
              "--move %s: it is EPOCH:CUT, an epoch from 1 on and all, none, "
              "or a cut as inspect lists it",
              options->moves[i]);
          return FALSE;
        }
      move->epoch = (int) epoch;
    }
  return TRUE;
}

static gboolean
parse_views (Options *options)
{
  const char *augment = options->augment != NULL ? options->augment
                        : options->n_views > 1   ? "crop"
                                                 : "none";
  const gboolean given = options->n_views != 0;

  if (strcmp (augment, "none") != 0 && strcmp (augment, "flip") != 0
      && strcmp (augment, "crop") != 0)
    frost_cli_usage ("train", "--augment %s: it is none, flip or crop", augment);
  else if (given && (options->n_views < 1 || options->n_views > FROST_N_VIEWS))
    frost_cli_usage ("train", "--views %d: 1 to %d are possible", options->n_views,
                     FROST_N_VIEWS);
  else if (given && strcmp (augment, "crop") != 0
           && options->n_views != 1 + (*augment == 'f'))
    frost_cli_usage ("train", "--views %d: --augment crop is needed, %s has %d",
                     options->n_views, augment, 1 + (*augment == 'f'));
  else
    {
      if (!given)
        options->n_views = *augment == 'c' ? DEFAULT_VIEWS : 1 + (*augment == 'f');
      return TRUE;
    }
  return FALSE;
}

/* The first views are the image as it is and mirrored: there is nothing to draw. */
static gboolean
parse_refresh (const Options *options)
{
  const int refresh = options->settings.refresh;

  if (refresh < 0)
    frost_cli_usage ("train", "--refresh %d: it is a number of epochs, or 0", refresh);
  else if (refresh > 0 && options->n_views <= FROST_N_PLAIN_VIEWS)
    frost_cli_usage ("train",
                     "--refresh %d: --augment crop with %d views or more is needed",
                     refresh, FROST_N_PLAIN_VIEWS + 1);
  else
    return TRUE;
  return FALSE;
}

static gboolean
parse_words (Options *options)
{
  FrostTrainSettings *settings = &options->settings;

  if (!parse_freeze (options->freeze, &settings->cut))
    frost_cli_usage ("train",
                     "--freeze %s: it is all, none, or a cut as inspect lists it",
                     options->freeze);
  else if (options->optimizer != NULL
           && !frost_optimizer_kind_from_name (options->optimizer, &settings->optimizer))
    frost_cli_usage ("train", "--optimizer %s: it is sgd or adamw", options->optimizer);
  else if (options->schedule != NULL
           && !frost_schedule_kind_from_name (options->schedule, &settings->schedule))
    frost_cli_usage ("train", "--schedule %s: it is constant or cosine",
                     options->schedule);
  else if (!parse_views (options) || !parse_refresh (options))
    return FALSE;
  else if (options->architecture != NULL && options->base == NULL)
    frost_cli_usage ("train",
                     "--architecture %s: --base with a file of weights is needed",
                     options->architecture);
  else if (options->seed < 0)
    frost_cli_usage ("train", "--seed: a number from 0 on is needed");
  else
    return parse_moves (options);
  return FALSE;
}

static gboolean
parse (char **argv, Options *options)
{
  FrostTrainSettings *settings = &options->settings;
  const GOptionEntry entries[] = {
    { "base", 0, 0, G_OPTION_ARG_FILENAME, &options->base,
      "Model file to start from (the built-in model)", "MODEL" },
    { "architecture", 0, 0, G_OPTION_ARG_STRING, &options->architecture,
      FROST_CLI_ARCHITECTURE_HELP, "NAME" },
    { "preprocess", 0, 0, G_OPTION_ARG_STRING, &options->preprocess,
      FROST_CLI_PREPROCESS_HELP, "PRESET" },
    { "freeze", 0, 0, G_OPTION_ARG_STRING, &options->freeze,
      "all (but the head), none, or a cut as inspect lists it (all)", "CUT" },
    { "move", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->moves,
      "Move the frost line to CUT before an epoch begins; may be repeated", "EPOCH:CUT" },
    { "epochs", 0, 0, G_OPTION_ARG_INT, &settings->epochs, "(25)", "N" },
    { "batch", 0, 0, G_OPTION_ARG_INT, &settings->batch_size, "Images a step (32)", "N" },
    { "rate", 0, 0, G_OPTION_ARG_DOUBLE, &settings->rate, "Learning rate (0.01)", "X" },
    { "optimizer", 0, 0, G_OPTION_ARG_STRING, &options->optimizer,
      "sgd (with momentum 0.9) or adamw (sgd)", "NAME" },
    { "weight-decay", 0, 0, G_OPTION_ARG_DOUBLE, &settings->weight_decay, "(0)", "X" },
    { "schedule", 0, 0, G_OPTION_ARG_STRING, &options->schedule,
      "constant or cosine (constant)", "NAME" },
    { "augment", 0, 0, G_OPTION_ARG_STRING, &options->augment,
      "none; flip: images are also seen mirrored; crop: and cropped at random (none)",
      "NAME" },
    { "views", 0, 0, G_OPTION_ARG_INT, &options->n_views,
      "Versions of each image that are cached at the frost line, 1 to 32; epochs take "
      "turns with them (4 with crop)",
      "K" },
    { "refresh", 0, 0, G_OPTION_ARG_INT, &settings->refresh,
      "Draw the cropped views anew after every E epochs, made in the background "
      "meanwhile (0: they stay)",
      "E" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options->seed,
      "Of the head, the order and the views (1)", "N" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &settings->n_threads, "(one a core)", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "Print one JSON object a line",
      NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->arguments, NULL,
      NULL },
    { NULL }
  };
  g_autoptr (GError) error = NULL;

  options->seed = 1;
  frost_train_settings_init (settings);
  if (!frost_cli_parse (&argv, "PROJECT",
                        "Trains on the labelled images of a project. Ctrl-C stops and "
                        "keeps what was trained; that is a success once an epoch is "
                        "done.",
                        entries))
    return FALSE;
  if (options->arguments == NULL || g_strv_length (options->arguments) != 1)
    {
      frost_cli_usage ("train", "one project folder is needed");
      return FALSE;
    }
  if (!parse_words (options))
    return FALSE;
  settings->seed = (guint64) options->seed;
  if (!frost_train_settings_check (settings, &error))
    {
      frost_cli_usage ("train", "%s", error->message);
      return FALSE;
    }
  return TRUE;
}

typedef struct
{
  GMainLoop *loop;
  FrostRunSession *session;
  gboolean json;
  gint64 start; /* monotonic */
  gboolean failed;
} Training;

static void
print_start (Training *training, FrostBaseModel *base, const Options *options)
{
  FrostRunItem *run = frost_run_session_get_run (training->session);
  const char *const *classes = frost_run_item_get_classes (run);
  const int n_threads = options->settings.n_threads > 0 ? options->settings.n_threads
                                                        : (int) g_get_num_processors ();
  FrostProject *project = frost_run_session_get_project (training->session);
  const int cut = frost_run_item_get_cut (run);
  FrostBaseCost cost;
  FrostRefreshCost refresh_cost;
  json_t *root, *names;

  if (!training->json)
    {
      g_autofree char *cost_text =
          frost_base_cost_to_text (base, project, cut, options->n_views);

      printf (
          "run %" G_GINT64_FORMAT ": %d images to train on, %d to validate, %u classes\n",
          frost_run_item_get_id (run), frost_run_session_get_n_train (training->session),
          frost_run_session_get_n_val (training->session),
          g_strv_length ((char **) classes));
      printf ("base %s, frost line at cut %d, %s\n", frost_base_model_get_name (base),
              cut, frost_run_item_get_cut_name (run));
      if (cut > 0)
        printf ("%s\n", cost_text);
      if (options->settings.refresh > 0)
        {
          g_autofree char *refresh_text = frost_base_cost_to_refresh_text (
              base, project, cut, options->n_views, &options->settings);

          printf ("Views drawn anew: %s\n", refresh_text);
        }
      fflush (stdout);
      return;
    }

  frost_base_cost_estimate (base, project, cut, options->n_views, &cost);
  frost_base_cost_estimate_refresh (base, project, cut, options->n_views,
                                    &options->settings, &refresh_cost);
  root = json_object ();
  names = json_array ();
  for (gsize i = 0; classes[i] != NULL; i++)
    json_array_append_new (names, frost_cli_json_text (classes[i]));
  json_object_set_new (root, "event", json_string ("start"));
  json_object_set_new (root, "run", json_integer (frost_run_item_get_id (run)));
  json_object_set_new (root, "classes", names);
  json_object_set_new (root, "n_train",
                       json_integer (frost_run_session_get_n_train (training->session)));
  json_object_set_new (root, "n_val",
                       json_integer (frost_run_session_get_n_val (training->session)));
  json_object_set_new (root, "base",
                       frost_cli_json_text (frost_base_model_get_name (base)));
  json_object_set_new (root, "cut", json_integer (cut));
  json_object_set_new (root, "cut_name",
                       frost_cli_json_text (frost_run_item_get_cut_name (run)));
  json_object_set_new (root, "epochs", json_integer (options->settings.epochs));
  json_object_set_new (root, "seed", json_integer (options->seed));
  json_object_set_new (root, "threads", json_integer (n_threads));
  json_object_set_new (root, "views", json_integer (options->n_views));
  json_object_set_new (root, "refresh", json_integer (options->settings.refresh));
  json_object_set_new (root, "refresh_bytes", json_integer (refresh_cost.bytes));
  json_object_set_new (root, "refresh_seconds_estimate",
                       frost_cli_json_real (refresh_cost.seconds));
  json_object_set_new (root, "feature_bytes", json_integer (cost.bytes));
  json_object_set_new (root, "feature_seconds_estimate",
                       frost_cli_json_real (cost.seconds));
  frost_cli_print_json (root);
}

static void
epoch_cb (FrostRunSession *session, const FrostEpochRecord *record, Training *training)
{
  json_t *root;

  frost_cli_progress_clear ();
  if (!training->json)
    {
      printf ("epoch %3d/%d  train loss %.4f accuracy %.4f", record->epoch,
              frost_run_session_get_n_epochs (session), record->train_loss,
              record->train_accuracy);
      if (isfinite (record->val_loss))
        printf ("  val loss %.4f accuracy %.4f", record->val_loss, record->val_accuracy);
      printf ("  %.2f s\n", record->seconds);
      fflush (stdout);
      return;
    }

  root = json_object ();
  json_object_set_new (root, "event", json_string ("epoch"));
  json_object_set_new (root, "epoch", json_integer (record->epoch));
  json_object_set_new (root, "train_loss", frost_cli_json_real (record->train_loss));
  json_object_set_new (root, "train_accuracy",
                       frost_cli_json_real (record->train_accuracy));
  json_object_set_new (root, "val_loss", frost_cli_json_real (record->val_loss));
  json_object_set_new (root, "val_accuracy", frost_cli_json_real (record->val_accuracy));
  json_object_set_new (root, "rate", frost_cli_json_real (record->rate));
  json_object_set_new (root, "seconds", frost_cli_json_real (record->seconds));
  json_object_set_new (root, "unreadable", json_integer (record->n_unreadable));
  frost_cli_print_json (root);
}

static void
line_step_cb (FrostRunSession *session, double seconds, Training *training)
{
  GArray *moves = frost_run_item_get_moves (frost_run_session_get_run (session));
  const FrostRunMove *move = &g_array_index (moves, FrostRunMove, moves->len - 1);
  json_t *root;

  frost_cli_progress_clear ();
  if (!training->json)
    {
      printf ("frost line moved to cut %d, %s, after epoch %.3g: first step in %.0f ms\n",
              move->cut, move->name, move->place, seconds * 1000);
      fflush (stdout);
      return;
    }

  root = json_object ();
  json_object_set_new (root, "event", json_string ("line"));
  json_object_set_new (root, "after_epoch", frost_cli_json_real (move->place));
  json_object_set_new (root, "cut", json_integer (move->cut));
  json_object_set_new (root, "cut_name", frost_cli_json_text (move->name));
  json_object_set_new (root, "seconds", frost_cli_json_real (seconds));
  frost_cli_print_json (root);
}

static void
progress_cb (FrostRunSession *session, const FrostTurn *turn, Training *training)
{
  g_autofree char *text = NULL;

  g_object_get (session, "text", &text, NULL);
  frost_cli_progress (frost_run_session_get_fraction (session), text, NULL);
}

static void
finished_cb (FrostRunSession *session, int state, Training *training)
{
  g_main_loop_quit (training->loop);
}

static void
failed_cb (FrostRunSession *session, const char *message, Training *training)
{
  training->failed = TRUE;
  g_main_loop_quit (training->loop);
}

static gboolean
interrupted_cb (GCancellable *cancellable, Training *training)
{
  frost_run_session_stop (training->session);
  return G_SOURCE_REMOVE;
}

static void
print_end (Training *training)
{
  FrostRunItem *run = frost_run_session_get_run (training->session);
  const double seconds =
      (double) (g_get_monotonic_time () - training->start) / G_USEC_PER_SEC;
  const char *status = frost_run_status_get_name (frost_run_item_get_status (run));
  json_t *root;

  if (!training->json)
    {
      printf ("run %" G_GINT64_FORMAT " %s: best epoch %d", frost_run_item_get_id (run),
              status, frost_run_item_get_best_epoch (run));
      if (isfinite (frost_run_item_get_best_accuracy (run)))
        printf (", validation accuracy %.4f", frost_run_item_get_best_accuracy (run));
      printf (", %.1f s\n", seconds);
      return;
    }

  root = json_object ();
  json_object_set_new (root, "event", json_string ("done"));
  json_object_set_new (root, "run", json_integer (frost_run_item_get_id (run)));
  json_object_set_new (root, "status", json_string (status));
  json_object_set_new (root, "epochs",
                       json_integer (frost_run_item_get_epochs (run)->len));
  json_object_set_new (root, "best_epoch",
                       json_integer (frost_run_item_get_best_epoch (run)));
  json_object_set_new (root, "val_accuracy",
                       frost_cli_json_real (frost_run_item_get_best_accuracy (run)));
  json_object_set_new (root, "seconds", frost_cli_json_real (seconds));
  frost_cli_print_json (root);
}

/* Turns the main loop until the run has ended. */
static int
follow (Training *training)
{
  GCancellable *cancellable = frost_cli_interrupt_get ();
  g_autoptr (GSource) source = g_cancellable_source_new (cancellable);
  g_autoptr (GError) error = NULL;
  FrostRunItem *run = frost_run_session_get_run (training->session);

  training->loop = g_main_loop_new (NULL, FALSE);
  g_signal_connect (training->session, "epoch", G_CALLBACK (epoch_cb), training);
  g_signal_connect (training->session, "progress", G_CALLBACK (progress_cb), training);
  g_signal_connect (training->session, "line-step", G_CALLBACK (line_step_cb), training);
  g_signal_connect (training->session, "finished", G_CALLBACK (finished_cb), training);
  g_signal_connect (training->session, "failed", G_CALLBACK (failed_cb), training);
  g_source_set_callback (source, G_SOURCE_FUNC (interrupted_cb), training, NULL);
  g_source_attach (source, NULL);
  g_main_loop_run (training->loop);
  g_source_destroy (source);
  g_main_loop_unref (training->loop);

  frost_cli_progress_clear ();
  print_end (training);
  if (training->failed)
    {
      error = g_error_new (FROST_SESSION_ERROR, FROST_SESSION_ERROR_NO_RUN, "%s",
                           frost_run_session_get_message (training->session));
      return frost_cli_fail (error);
    }
  if (!frost_run_item_has_model (run))
    {
      error = g_error_new (FROST_SESSION_ERROR, FROST_SESSION_ERROR_CANCELLED,
                           "run %" G_GINT64_FORMAT
                           ": stopped before the first epoch was done: nothing was kept",
                           frost_run_item_get_id (run));
      return frost_cli_fail (error);
    }
  return FROST_CLI_OK;
}

/* Images that went missing since they were imported are left out, and said to be. */
static gboolean
look_for_images (FrostProject *project, GError **error)
{
  const FrostWork work = { .cancellable = frost_cli_interrupt_get (),
                           .progress = frost_cli_progress };
  FrostImageCounts counts;

  if (!frost_project_check_files (project, &work, NULL, error))
    return FALSE;
  frost_cli_progress_clear ();
  frost_project_images_get_counts (frost_project_get_images (project), &counts);
  if (counts.n_unusable > 0)
    frost_cli_note ("%s: %u of %u images are missing, changed or broken and are left out",
                    frost_project_get_name (project), counts.n_unusable, counts.n_total);
  return TRUE;
}

int
frost_cli_train (char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostBaseModel) base = NULL;
  g_autoptr (FrostProject) project = NULL;
  g_autoptr (FrostRunSession) session = NULL;
  Training training = { .start = g_get_monotonic_time () };
  int code;

  if (!parse (argv, &options))
    return FROST_CLI_USAGE;

  frost_cli_interrupt_get ();
  project = frost_project_open (options.arguments[0], FROST_DATABASE_WRITE, &error);
  if (project == NULL)
    return frost_cli_fail (error);
  if (options.base != NULL)
    base = frost_cli_model_load (options.base, options.architecture);
  else if ((base = frost_base_model_load_builtin (&error)) == NULL)
    frost_cli_fail (error);
  if (base == NULL)
    return FROST_CLI_FAILED;
  if (!frost_cli_model_prepare (base, "train", options.preprocess, 0))
    return FROST_CLI_USAGE;

  if (!look_for_images (project, &error))
    return frost_cli_fail (error);
  session =
      frost_run_session_start (project, base, &options.settings, options.n_views, &error);
  if (session == NULL)
    return frost_cli_fail (error);
  for (const char *const *warning = frost_run_session_get_warnings (session);
       *warning != NULL; warning++)
    frost_cli_note ("%s", *warning);

  training.session = session;
  training.json = options.json;
  print_start (&training, base, &options);
  code = follow (&training);
  frost_run_session_close (session);
  return code;
}
