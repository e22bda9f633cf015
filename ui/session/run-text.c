#include "ui/session/run-text.h"

#include <math.h>
#include <string.h>

char *
frost_seconds_to_text (double seconds)
{
  /* Written so that not-a-number and negative times are "0 ms". */
  if (!(seconds > 0))
    return g_strdup ("0 ms");
  if (seconds < 0.9995)
    return g_strdup_printf ("%.0f ms", fmax (seconds * 1000, 1));
  if (seconds < 9.95)
    return g_strdup_printf ("%.1f s", seconds);
  if (seconds < 99.5)
    return g_strdup_printf ("%.0f s", seconds);
  if (seconds < 60 * 59.5)
    return g_strdup_printf ("%.0f min", seconds / 60);
  if (seconds > 1000 * 3600.)
    return g_strdup_printf ("%.0f h", seconds / 3600);

  const int minutes = (int) (seconds / 60 + 0.5);
  return g_strdup_printf ("%d h %02d min", minutes / 60, minutes % 60);
}

static GDateTime *
local_time (gint64 microseconds)
{
  g_autoptr (GDateTime) utc =
      g_date_time_new_from_unix_utc (microseconds / G_USEC_PER_SEC);

  return utc != NULL ? g_date_time_to_local (utc) : NULL;
}

char *
frost_run_item_dup_time_text (FrostRunItem *run, gint64 now)
{
  g_autoptr (GDateTime) started = local_time (frost_run_item_get_started (run));
  g_autoptr (GDateTime) today = local_time (now);

  if (started == NULL || today == NULL)
    return g_strdup ("");
  if (g_date_time_get_year (started) == g_date_time_get_year (today)
      && g_date_time_get_day_of_year (started) == g_date_time_get_day_of_year (today))
    return g_date_time_format (started, "%H:%M");
  return g_date_time_format (started, "%-d %b, %H:%M");
}

static const FrostRunEpoch *
find_epoch (FrostRunItem *run, int number)
{
  GArray *epochs = frost_run_item_get_epochs (run);

  for (guint i = epochs->len; i > 0; i--)
    if (g_array_index (epochs, FrostRunEpoch, i - 1).epoch == number)
      return &g_array_index (epochs, FrostRunEpoch, i - 1);
  return NULL;
}

char *
frost_run_item_dup_score_text (FrostRunItem *run)
{
  const FrostRunEpoch *best = find_epoch (run, frost_run_item_get_best_epoch (run));

  if (best == NULL)
    {
      const FrostRunStatus status = frost_run_item_get_status (run);

      return g_strdup (status == FROST_RUN_STATUS_RUNNING
                           ? "starting"
                           : frost_run_status_get_name (status));
    }
  return g_strdup_printf (
      "%.1f %%",
      100 * (isnan (best->val_accuracy) ? best->train_accuracy : best->val_accuracy));
}

char *
frost_run_item_dup_result_text (FrostRunItem *run, int n_val)
{
  const FrostRunEpoch *best = find_epoch (run, frost_run_item_get_best_epoch (run));

  if (best == NULL)
    return g_strdup ("No epoch was completed");
  if (isnan (best->val_accuracy))
    return g_strdup_printf ("Epoch %d: %.1f %% of the training images, none validate",
                            best->epoch, 100 * best->train_accuracy);
  if (n_val <= 0)
    return g_strdup_printf ("Best epoch %d: %.1f %%", best->epoch,
                            100 * best->val_accuracy);
  return g_strdup_printf ("Best epoch %d: %.1f %% (%.0f of %d)", best->epoch,
                          100 * best->val_accuracy, best->val_accuracy * n_val, n_val);
}

/* "after block10 (only the head trainable)" is what the database keeps: where there is a remark,
 * it says it all. */
static char *
dup_line_text (const char *name)
{
  const char *remark = name != NULL ? strchr (name, '(') : NULL;

  if (remark != NULL && g_str_has_suffix (remark, ")"))
    return g_strndup (remark + 1, strlen (remark) - 2);
  return g_strdup (name != NULL ? name : "");
}

char *
frost_run_move_dup_text (const FrostRunMove *move)
{
  g_autofree char *line = dup_line_text (move->name);

  return g_strdup_printf ("frost line → %s",
                          g_str_has_prefix (line, "after ") ? line + 6 : line);
}

char *
frost_run_session_dup_line_text (FrostRunSession *session, FrostBaseModel *base, int cut)
{
  const double seconds = frost_run_session_get_move_seconds (session);
  g_autofree char *time = NULL;

  if (base != frost_run_session_get_base (session))
    return g_strdup ("The run began with another base model: its line stays where it is");
  if (frost_run_session_get_cut (session)
      != (cut < 0 ? frost_base_model_get_head_cut (base) : cut))
    return g_strdup ("The line moves at the next step");
  if (frost_run_item_get_moves (frost_run_session_get_run (session))->len == 0)
    return NULL;
  if (seconds < 0)
    return g_strdup ("The line was moved");
  time = frost_seconds_to_text (seconds);
  return g_strdup_printf ("The line was moved: first step there after %s", time);
}

char *
frost_run_item_dup_recipe_text (FrostRunItem *run)
{
  const FrostTrainSettings *settings = frost_run_item_get_settings (run);
  const guint n_done = frost_run_item_get_epochs (run)->len;
  GArray *moves = frost_run_item_get_moves (run);
  g_autofree char *line = dup_line_text (frost_run_item_get_cut_name (run));
  GString *text = g_string_new (NULL);

  if ((int) n_done == settings->epochs
      || frost_run_item_get_status (run) == FROST_RUN_STATUS_RUNNING)
    g_string_append_printf (text, "%d", settings->epochs);
  else
    g_string_append_printf (text, "%u of %d", n_done, settings->epochs);
  g_string_append_printf (text, " epochs, rate %.3g", settings->rate);
  if (*line != '\0')
    g_string_append_printf (text, ", %s", line);
  if (moves->len > 0)
    {
      const FrostRunMove *last = &g_array_index (moves, FrostRunMove, moves->len - 1);
      g_autofree char *end = dup_line_text (last->name);

      g_string_append_printf (text, ", then %s", end);
    }
  return g_string_free (text, FALSE);
}

static char *
dup_training_text (FrostRunSession *session)
{
  GArray *epochs = frost_run_item_get_epochs (frost_run_session_get_run (session));
  const double eta = frost_run_session_get_eta (session);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "Epoch %d of %d",
                          MAX (frost_run_session_get_epoch (session), 1),
                          frost_run_session_get_n_epochs (session));
  if (epochs->len > 0)
    {
      g_autofree char *each = frost_seconds_to_text (
          g_array_index (epochs, FrostRunEpoch, epochs->len - 1).seconds);

      g_string_append_printf (text, " · %s an epoch", each);
    }
  if (eta > 0)
    {
      g_autofree char *left = frost_seconds_to_text (eta < 1 ? 1 : round (eta));

      g_string_append_printf (text, epochs->len > 0 ? ", %s left" : " · %s left", left);
    }
  return g_string_free (text, FALSE);
}

/* Sentences begin with a capital letter, the session's line is part of one. */
static char *
capitalise (char *text)
{
  if (text != NULL)
    *text = g_ascii_toupper (*text);
  return text;
}

static char *
dup_feature_text (FrostRunSession *session)
{
  const double eta = frost_run_session_get_eta (session);
  g_autofree char *text = NULL;
  g_autofree char *left = NULL;

  g_object_get (session, "text", &text, NULL);
  capitalise (text);
  if (eta < 1)
    return g_steal_pointer (&text);
  left = frost_seconds_to_text (round (eta));
  return g_strdup_printf ("%s · %s left", text, left);
}

char *
frost_run_session_dup_status_text (FrostRunSession *session)
{
  switch (frost_run_session_get_state (session))
    {
    case FROST_RUN_FEATURES:
      return dup_feature_text (session);
    case FROST_RUN_TRAINING:
      return dup_training_text (session);
    case FROST_RUN_PAUSED:
      return g_strdup_printf ("Paused at epoch %d of %d",
                              MAX (frost_run_session_get_epoch (session), 1),
                              frost_run_session_get_n_epochs (session));
    case FROST_RUN_FAILED:
      return g_strdup (frost_run_session_get_message (session));
    case FROST_RUN_IDLE:
    case FROST_RUN_FINISHED:
    case FROST_RUN_STOPPED:
    default:
      return frost_run_item_dup_result_text (frost_run_session_get_run (session),
                                             frost_run_session_get_n_val (session));
    }
}
