/* frostline-pretrain - makes the built-in base model: draws the corpus, trains the network on it
 * with this engine, and writes the ONNX file that the session library carries. A developer's
 * tool; it is built, not installed.
 *
 * The file in the tree was made with:
 *   frostline-pretrain --per-class 250 --epochs 8 --seed 7 ui/session/base/frostline-base.onnx
 */
#include <glib.h>
#include <stdlib.h>

#include "app/pretrain/pretrain-network.h"
#include "app/pretrain/pretrain-source.h"
#include "data/data.h"

static int per_class = 250, epochs = 8, threads = 0, seed = 7, val_per_class = 10;
static double rate = 0.003;
static char **files = NULL;

static const GOptionEntry options[] = {
  { "per-class", 0, 0, G_OPTION_ARG_INT, &per_class, "pictures drawn of each class",
    "N" },
  { "val-per-class", 0, 0, G_OPTION_ARG_INT, &val_per_class, "and for validation", "N" },
  { "epochs", 0, 0, G_OPTION_ARG_INT, &epochs, "passes over them", "N" },
  { "rate", 0, 0, G_OPTION_ARG_DOUBLE, &rate, "learning rate at the start", "X" },
  { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "of pictures, weights and order", "N" },
  { "threads", 0, 0, G_OPTION_ARG_INT, &threads, "0 = one a core", "N" },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, "FILE.onnx" },
  { NULL, 0, 0, 0, NULL, NULL, NULL },
};

static FrostTrainer *
make_trainer (GError **error)
{
  int n_classes = frost_texture_set_n_classes ();
  int n_threads = threads > 0 ? threads : (int) g_get_num_processors ();
  g_autofree const char **classes = g_new0 (const char *, n_classes + 1);
  g_auto (FrostTrainSettings) settings = { 0 };
  FrostModel *model;

  for (int i = 0; i < n_classes; i++)
    classes[i] = frost_texture_set_class_name (i);
  model = frost_pretrain_network_new (classes, (uint64_t) seed, error);
  if (model == NULL)
    return NULL;
  frost_train_settings_init (&settings);
  settings.cut = 0;
  settings.epochs = epochs;
  settings.batch_size = 64;
  settings.rate = rate;
  settings.optimizer = FROST_OPTIMIZER_ADAMW;
  settings.weight_decay = 0.02;
  settings.schedule = FROST_SCHEDULE_COSINE;
  settings.batch_statistics = TRUE;
  settings.seed = (uint64_t) seed;
  settings.n_threads = threads;
  return frost_trainer_new (
      model, &settings,
      frost_pretrain_source_new (per_class, (uint64_t) seed, TRUE, n_threads),
      frost_pretrain_source_new (val_per_class, (uint64_t) seed + 1, FALSE, n_threads),
      error);
}

static gboolean
train (const char *path, GError **error)
{
  g_autoptr (FrostTrainer) trainer = make_trainer (error);
  FrostTurn turn = { 0 };

  if (trainer == NULL)
    return FALSE;
  do
    {
      if (!frost_trainer_turn (trainer, &turn, error))
        return FALSE;
      if (turn.kind == FROST_TURN_STEP && turn.step % 50 == 0)
        g_printerr ("step %" G_GINT64_FORMAT ", loss %.3f, accuracy %.3f\n",
                    (gint64) turn.step, turn.loss, turn.accuracy);
      if (turn.kind == FROST_TURN_EPOCH)
        {
          g_print ("epoch %d: train %.3f %.3f, validation %.3f %.3f, %.0f s\n",
                   turn.epoch.epoch, turn.epoch.train_loss, turn.epoch.train_accuracy,
                   turn.epoch.val_loss, turn.epoch.val_accuracy, turn.epoch.seconds);
          if (!frost_onnx_save (frost_trainer_peek_best_model (trainer), path, error))
            return FALSE;
        }
    }
  while (turn.kind != FROST_TURN_FINISHED);
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || files == NULL
      || files[1] != NULL)
    {
      g_printerr ("frostline-pretrain: %s\n",
                  error != NULL ? error->message : "one FILE.onnx to write is needed");
      return 2;
    }
  if (!train (files[0], &error))
    {
      g_printerr ("frostline-pretrain: %s\n", error->message);
      return 1;
    }
  g_strfreev (files);
  return 0;
}
