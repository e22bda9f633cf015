#include "ui/model/model-page.h"

#include <adwaita.h>

#include "ui/layers/layer-binding.h"
#include "ui/model/architecture-dialog.h"
#include "ui/model/restore-report-dialog.h"
#include "ui/session/base-choice.h"
#include "ui/session/base-cost.h"
#include "ui/session/head-info.h"

/* Of the list of presets: numbers that are none of them. */
#define OWN_NUMBERS FROST_PREPROCESSING_N_PRESETS

struct _FrostModelPage
{
  GtkWidget parent_instance;
  FrostWorkbench *workbench;
  FrostBaseChoice *choice;
  FrostProject *project; /* whose images and classes we hear of */
  gboolean filling;      /* what the widgets say meanwhile is no decision */

  GtkWidget *stack;
  GtkSpinner *empty_spinner;
  GtkWidget *empty_builtin_button;
  FrostLayerStack *layers;
  GtkSpinner *spinner;
  AdwActionRow *name_row;
  AdwActionRow *weights_row;
  GtkLabel *input_label;
  GtkLabel *size_label;
  GtkLabel *cost_label;
  GtkWidget *builtin_button;
  AdwComboRow *preset_row;
  GtkWidget *guess_note;
  AdwPreferencesRow *head_row;
  AdwActionRow *cut_row;
  GtkAdjustment *cut_adjustment;
  AdwActionRow *cache_row;
};

enum
{
  PROP_0,
  PROP_WORKBENCH,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (FrostModelPage, frost_model_page, GTK_TYPE_WIDGET)

/* A row's texts are markup, a file's name is not. */
static void
set_row (AdwActionRow *row, const char *title, const char *subtitle)
{
  g_autofree char *title_markup = title != NULL ? g_markup_escape_text (title, -1) : NULL;
  g_autofree char *subtitle_markup = g_markup_escape_text (subtitle, -1);

  if (title_markup != NULL)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title_markup);
  adw_action_row_set_subtitle (row, subtitle_markup);
}

static void
update_loading (FrostModelPage *self)
{
  const gboolean loading = frost_base_choice_is_loading (self->choice);

  gtk_spinner_set_spinning (self->spinner, loading);
  gtk_spinner_set_spinning (self->empty_spinner, loading);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->spinner),
                               frost_base_choice_get_loading_name (self->choice));
}

static void
update_line (FrostModelPage *self)
{
  FrostBaseModel *base = frost_workbench_get_base_model (self->workbench);
  g_autofree char *summary = NULL;
  g_autofree char *cache = NULL;

  if (base == NULL)
    return;
  summary = frost_layer_stack_dup_summary (self->layers);
  cache = frost_base_cost_to_text (base, self->project,
                                   frost_workbench_get_cut (self->workbench), 1);
  set_row (self->cut_row, NULL, summary);
  set_row (self->cache_row, NULL, cache);
  self->filling = TRUE;
  gtk_adjustment_set_value (self->cut_adjustment,
                            frost_layer_stack_get_cut (self->layers));
  self->filling = FALSE;
}

static void
update_head (FrostModelPage *self)
{
  FrostBaseModel *base = frost_workbench_get_base_model (self->workbench);
  g_auto (GStrv) names = NULL;
  g_autofree char *classes = NULL;
  g_autofree char *text = NULL;
  FrostHeadInfo head;

  if (base == NULL || self->project == NULL)
    return;
  names = frost_project_classes_dup_names (frost_project_get_classes (self->project));
  classes = g_strjoinv (", ", names);
  if (!frost_head_info_find (base, (int) g_strv_length (names), &head))
    set_row (ADW_ACTION_ROW (self->head_row), "None possible",
             "The model does not end in a layer that could be replaced: choose another "
             "one");
  else
    {
      text = frost_head_info_to_text (&head);
      set_row (ADW_ACTION_ROW (self->head_row), text,
               names[0] != NULL ? classes : "Add classes in the Images view");
    }
}

static void
update_preset (FrostModelPage *self)
{
  FrostBaseModel *base = frost_workbench_get_base_model (self->workbench);
  g_autofree char *text = NULL;
  int preset;

  if (base == NULL)
    return;
  preset = frost_base_model_get_preset (base);
  text = frost_base_model_describe_preprocessing (base);
  self->filling = TRUE;
  adw_combo_row_set_selected (self->preset_row,
                              preset >= 0 ? (guint) preset : OWN_NUMBERS);
  self->filling = FALSE;
  set_row (ADW_ACTION_ROW (self->preset_row), NULL, text);
  gtk_widget_set_visible (self->guess_note,
                          !frost_base_model_is_preprocessing_known (base));
}

/* Only a file without a graph has something to tell. */
static void
update_weights (FrostModelPage *self)
{
  FrostBaseModel *base = frost_workbench_get_base_model (self->workbench);
  const FrostRestoreReport *report = frost_base_model_get_restore_report (base);
  g_autofree char *summary = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->weights_row), report != NULL);
  if (report == NULL)
    return;
  summary = frost_restore_report_summarise (report);
  set_row (self->weights_row, NULL, summary);
}

static void
update_base (FrostModelPage *self)
{
  FrostBaseModel *base = frost_workbench_get_base_model (self->workbench);
  const FrostPreprocessing *preprocessing;
  const char *path;
  g_autofree char *input = NULL;
  g_autofree char *size = NULL;
  g_autofree char *cost = NULL;

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack),
                                    base != NULL ? "model" : "empty");
  if (base == NULL)
    return;
  preprocessing = frost_base_model_get_preprocessing (base);
  path = frost_base_model_get_path (base);
  input = g_strdup_printf ("%d × %d", preprocessing->width, preprocessing->height);
  size =
      frost_count_to_text (frost_model_n_parameters (frost_base_model_get_model (base)));
  cost = frost_count_to_text (frost_base_cost_count (base));
  set_row (self->name_row, frost_base_model_get_name (base),
           path != NULL ? path : "Built in, always there");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name_row), path);
  gtk_label_set_label (self->input_label, input);
  gtk_label_set_label (self->size_label, size);
  gtk_label_set_label (self->cost_label, cost);
  self->filling = TRUE;
  gtk_adjustment_set_upper (self->cut_adjustment, frost_base_model_get_head_cut (base));
  self->filling = FALSE;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "model.use-builtin",
                                 frost_base_model_has_builtin () && path != NULL);
  update_weights (self);
  update_preset (self);
  update_head (self);
  update_line (self);
}

static void
project_changed_cb (FrostModelPage *self)
{
  update_head (self);
  update_line (self);
}

static void
set_project (FrostModelPage *self, FrostProject *project)
{
  if (self->project != NULL)
    g_signal_handlers_disconnect_by_data (self->project, self);
  g_set_object (&self->project, project);
  if (project != NULL)
    g_signal_connect_object (project, "changed", G_CALLBACK (project_changed_cb), self,
                             G_CONNECT_SWAPPED);
  update_base (self);
}

static void
workbench_project_cb (FrostModelPage *self)
{
  set_project (self, frost_workbench_get_project (self->workbench));
}

/* Decisions. */

static void
preset_selected_cb (FrostModelPage *self)
{
  const guint selected = adw_combo_row_get_selected (self->preset_row);
  FrostBaseModel *base;

  if (self->filling)
    return;
  base = frost_workbench_get_base_model (self->workbench);
  if (base == NULL)
    return;
  /* Numbers of its own are what a file has: they cannot be chosen, only left. */
  if (selected < OWN_NUMBERS)
    frost_base_model_set_preset (base, (FrostPreprocessingPreset) selected);
  update_preset (self);
}

static void
cut_value_cb (FrostModelPage *self)
{
  if (self->filling)
    return;
  frost_layer_stack_set_cut (self->layers,
                             (int) gtk_adjustment_get_value (self->cut_adjustment));
  frost_workbench_commit_cut (self->workbench);
}

static void
failed_cb (FrostModelPage *self, const char *message)
{
  /* A path and a reason do not fit a toast. */
  gtk_widget_activate_action (GTK_WIDGET (self), "win.error-dialog", "(ss)",
                              "The Model Cannot Be Opened", message);
}

static GtkWindow *
get_window (FrostModelPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

/* What the dialog was asked about. */
typedef struct
{
  FrostBaseChoice *choice;
  char *path;
} Question;

static void
question_free (Question *question, GClosure *closure)
{
  g_object_unref (question->choice);
  g_free (question->path);
  g_free (question);
}

static void
answered_cb (AdwMessageDialog *dialog, const char *response, Question *question)
{
  if (strcmp (response, "cancel") != 0)
    frost_base_choice_open_file_as (question->choice, question->path, response);
}

static void
ambiguous_cb (FrostModelPage *self, const char *path, const char *const *names)
{
  GtkWindow *dialog = frost_architecture_dialog_new (get_window (self), path, names);
  Question *question = g_new0 (Question, 1);

  question->choice = g_object_ref (self->choice);
  question->path = g_strdup (path);
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered_cb), question,
                         (GClosureNotify) question_free, 0);
  gtk_window_present (dialog);
}

static void
open_file (FrostModelPage *self, GFile *file)
{
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    frost_base_choice_open_file (self->choice, path);
  else
    failed_cb (self, "The file is not on this computer: copy it here first");
}

static void
open_file_action (GtkWidget *widget, const char *name, GVariant *target)
{
  frost_base_choice_open_file (FROST_MODEL_PAGE (widget)->choice,
                               g_variant_get_bytestring (target));
}

static void
chosen_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

      open_file (FROST_MODEL_PAGE (user_data), file);
    }
  g_object_unref (chooser);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *target)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      "Open a Model File", get_window (FROST_MODEL_PAGE (widget)),
      GTK_FILE_CHOOSER_ACTION_OPEN, "_Open", NULL);
  g_autoptr (GtkFileFilter) models = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();
  const char *const *patterns = frost_model_file_get_patterns ();

  gtk_file_filter_set_name (models, "Model files");
  for (int i = 0; patterns[i] != NULL; i++)
    gtk_file_filter_add_pattern (models, patterns[i]);
  gtk_file_filter_set_name (all, "All files");
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), models);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), all);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
show_weights_action (GtkWidget *widget, const char *name, GVariant *target)
{
  FrostModelPage *self = FROST_MODEL_PAGE (widget);
  FrostBaseModel *base = frost_workbench_get_base_model (self->workbench);
  const FrostRestoreReport *report =
      base != NULL ? frost_base_model_get_restore_report (base) : NULL;

  if (report != NULL)
    gtk_window_present (frost_restore_report_dialog_new (get_window (self), report));
}

static void
use_builtin_action (GtkWidget *widget, const char *name, GVariant *target)
{
  frost_base_choice_use_builtin (FROST_MODEL_PAGE (widget)->choice);
}

static gboolean
drop_cb (FrostModelPage *self, const GValue *value)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

  if (files == NULL)
    return FALSE;
  open_file (self, files->data);
  return TRUE;
}

static gboolean
frost_model_page_grab_focus (GtkWidget *widget)
{
  FrostModelPage *self = FROST_MODEL_PAGE (widget);
  gboolean empty = frost_workbench_get_base_model (self->workbench) == NULL;

  return gtk_widget_grab_focus (empty ? self->stack : GTK_WIDGET (self->layers));
}

static void
frost_model_page_get_property (GObject *object, guint id, GValue *value,
                               GParamSpec *pspec)
{
  if (id == PROP_WORKBENCH)
    g_value_set_object (value, FROST_MODEL_PAGE (object)->workbench);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
frost_model_page_set_property (GObject *object, guint id, const GValue *value,
                               GParamSpec *pspec)
{
  if (id == PROP_WORKBENCH)
    FROST_MODEL_PAGE (object)->workbench = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
watch (FrostModelPage *self, gpointer object, const char *signal, GCallback callback)
{
  g_signal_connect_object (object, signal, callback, self, G_CONNECT_SWAPPED);
}

static void
frost_model_page_constructed (GObject *object)
{
  FrostModelPage *self = FROST_MODEL_PAGE (object);

  G_OBJECT_CLASS (frost_model_page_parent_class)->constructed (object);
  g_return_if_fail (self->workbench != NULL);

  frost_layer_binding_attach (self->layers, self->workbench);
  watch (self, self->workbench, "notify::project", G_CALLBACK (workbench_project_cb));
  watch (self, self->workbench, "notify::base-model", G_CALLBACK (update_base));
  watch (self, self->workbench, "notify::cut", G_CALLBACK (update_line));
  watch (self, self->cut_adjustment, "value-changed", G_CALLBACK (cut_value_cb));
  workbench_project_cb (self);
  self->choice = frost_base_choice_new (self->workbench);
  watch (self, self->choice, "failed", G_CALLBACK (failed_cb));
  watch (self, self->choice, "ambiguous", G_CALLBACK (ambiguous_cb));
  watch (self, self->choice, "notify::loading", G_CALLBACK (update_loading));
  update_loading (self);
}

static void
frost_model_page_dispose (GObject *object)
{
  FrostModelPage *self = FROST_MODEL_PAGE (object);

  if (self->project != NULL)
    g_signal_handlers_disconnect_by_data (self->project, self);
  g_clear_object (&self->project);
  g_clear_object (&self->choice);
  g_clear_pointer (&self->stack, gtk_widget_unparent);
  g_clear_object (&self->workbench);
  G_OBJECT_CLASS (frost_model_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/frostline/Frostline/model/model-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FrostModelPage, stack);
  gtk_widget_class_bind_template_child (widget_class, FrostModelPage, empty_spinner);
  gtk_widget_class_bind_template_child (widget_class, FrostModelPage,
                                        empty_builtin_button);
  gtk_widget_class_bind_template_child (widget_class, FrostModelPage, layers);
  gtk_widget_class_bind_template_child (widget_class, FrostModelPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, FrostModelPage, name_row);
  gtk_widget_class_bind_template_child (widget_class, FrostModelPage, weights_row);
  gtk_widget_class_bind_template_child (widget_class, FrostModelPage, input_label);
  gtk_widget_class_bind_template_child (widget_class, FrostModelPage, size_label);
  gtk_widget_class_bind_template_child (widget_class, FrostModelPage, cost_label);
  gtk_widget_class_bind_template_child (widget_class, FrostModelPage, builtin_button);
  gtk_widget_class_bind_template_child (widget_class, FrostModelPage, preset_row);
  gtk_widget_class_bind_template_child (widget_class, FrostModelPage, guess_note);
  gtk_widget_class_bind_template_child (widget_class, FrostModelPage, head_row);
  gtk_widget_class_bind_template_child (widget_class, FrostModelPage, cut_row);
  gtk_widget_class_bind_template_child (widget_class, FrostModelPage, cut_adjustment);
  gtk_widget_class_bind_template_child (widget_class, FrostModelPage, cache_row);
  gtk_widget_class_bind_template_callback (widget_class, preset_selected_cb);
}

static void
frost_model_page_class_init (FrostModelPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = frost_model_page_constructed;
  object_class->dispose = frost_model_page_dispose;
  object_class->get_property = frost_model_page_get_property;
  object_class->set_property = frost_model_page_set_property;
  widget_class->grab_focus = frost_model_page_grab_focus;
  props[PROP_WORKBENCH] = g_param_spec_object (
      "workbench", NULL, NULL, FROST_TYPE_WORKBENCH,
      G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (FROST_TYPE_LAYER_STACK);
  bind_template (widget_class);
  gtk_widget_class_set_css_name (widget_class, "modelpage");
  gtk_widget_class_install_action (widget_class, "model.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "model.open-file", "ay",
                                   open_file_action);
  gtk_widget_class_install_action (widget_class, "model.show-weights", NULL,
                                   show_weights_action);
  gtk_widget_class_install_action (widget_class, "model.use-builtin", NULL,
                                   use_builtin_action);
}

static GListModel *
new_preset_list (void)
{
  /* In the order of FrostPreprocessingPreset. */
  static const char *const names[] = {
    "−1 to 1 (TensorFlow)",   "ImageNet (torchvision)", "0 to 1",
    "BGR minus mean (Caffe)", "As in the file",         NULL
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == FROST_PREPROCESSING_N_PRESETS + 2);
  return G_LIST_MODEL (gtk_string_list_new (names));
}

static void
frost_model_page_init (FrostModelPage *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_autoptr (GListModel) presets = new_preset_list ();

  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_combo_row_set_model (self->preset_row, presets);
  self->filling = FALSE;
  gtk_widget_set_visible (self->builtin_button, frost_base_model_has_builtin ());
  gtk_widget_set_visible (self->empty_builtin_button, frost_base_model_has_builtin ());
  g_signal_connect_swapped (drop, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}
