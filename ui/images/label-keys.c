#include "ui/images/label-keys.h"

/* The digit on the key itself: on a French keyboard the row of digits types letters with
 * accents unless Shift is held, and a person presses the key with the 1 on it. */
static guint
digit_of_key (GtkWidget *widget, guint keycode)
{
  g_autofree GdkKeymapKey *keys = NULL;
  g_autofree guint *keyvals = NULL;
  int n = 0;
  guint digit = 0;

  if (!gdk_display_map_keycode (gtk_widget_get_display (widget), keycode, &keys, &keyvals,
                                &n))
    return 0;
  for (int i = 0; i < n && digit == 0; i++)
    if (keys[i].group == 0 && keyvals[i] >= GDK_KEY_0 && keyvals[i] <= GDK_KEY_9)
      digit = keyvals[i];
  return digit;
}

static FrostClassItem *
find_class (FrostProjectClasses *classes, guint keyval)
{
  gunichar c = gdk_keyval_to_unicode (gdk_keyval_to_lower (keyval));
  char key[7] = { 0 };

  if (classes == NULL || c == 0 || !g_unichar_isalnum (c))
    return NULL;
  g_unichar_to_utf8 (c, key);
  return frost_project_classes_find_key (classes, key);
}

gboolean
frost_label_keys_press (GtkWidget *widget, FrostProjectClasses *classes, guint keyval,
                        guint keycode, GdkModifierType state)
{
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK))
    return FALSE;

  switch (gdk_keyval_to_lower (keyval))
    {
    case GDK_KEY_BackSpace:
      return gtk_widget_activate_action (widget, "images.clear", NULL);
    case GDK_KEY_x:
      return gtk_widget_activate_action (widget, "images.exclude", NULL);
    case GDK_KEY_n:
      return gtk_widget_activate_action (widget, "images.next-unlabelled", NULL);
    default:
      break;
    }

  FrostClassItem *klass = find_class (classes, keyval);
  if (klass == NULL && !(state & GDK_SHIFT_MASK))
    klass = find_class (classes, digit_of_key (widget, keycode));
  if (klass == NULL)
    return FALSE;
  return gtk_widget_activate_action (widget, "images.label", "x",
                                     frost_class_item_get_id (klass));
}
