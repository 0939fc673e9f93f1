/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/runs/tw-run-tree.h"

#include "app/runs/tw-run-row.h"
#include "app/runs/tw-swatches.h"

/* A deep tree is drawn closer, so that names keep their room. */
#define INDENT 15
#define LEAST_INDENT 4
#define ROOM_FOR_RAILS 90

struct _TwRunTree
{
  GtkWidget parent_instance;

  GtkWidget *layout;
  GtkWidget *filter;
  GtkListView *list;
  GMenuModel *menu;
  GtkWidget *popover;
  TwSwatches *swatches;
  GSimpleActionGroup *actions;

  GListStore *items; /* TwRunItem */
  GPtrArray *rows;   /* TwRunRow: those there are now; not owned */
  GArray *runs;      /* TwRunInfo, as given, but for the texts, which belong to it */
  gint64 shown;
  int indent;
  gboolean read_only;
  gint64 target;     /* of the menu */
  gint64 scroll_to;  /* as soon as there is a size; 0: nowhere */
  guint scroll_tick; /* callback's id; 0: none */
};

G_DEFINE_FINAL_TYPE (TwRunTree, tw_run_tree, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_READ_ONLY,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

enum
{
  RUN_ACTIVATED,
  RENAME,
  SET_HIDDEN,
  SET_COLOR,
  DELETE,
  COMPARE,
  SHOW_CHANGES,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- the list --- */

static TwRunItem *
item_at (TwRunTree *tree, guint position)
{
  g_autoptr (TwRunItem) item = g_list_model_get_item (G_LIST_MODEL (tree->items), position);

  return item;
}

static guint
n_items (TwRunTree *tree)
{
  return g_list_model_get_n_items (G_LIST_MODEL (tree->items));
}

static TwRunItem *
find_item (TwRunTree *tree, gint64 id, guint *position)
{
  for (guint i = 0; i < n_items (tree); i++)
    if (tw_run_item_get_info (item_at (tree, i))->id == id)
      {
        if (position != NULL)
          *position = i;
        return item_at (tree, i);
      }
  return NULL;
}

static const TwRunInfo *
info_of (TwRunTree *tree, const GArray *lines, guint i)
{
  return &g_array_index (tree->runs, TwRunInfo, g_array_index (lines, TwRunLine, i).index);
}

/* How many lines at the top (or from the end, of the rest) are of the same runs as now. */
static guint
count_same (TwRunTree *tree, const GArray *lines, guint skip, gboolean from_end)
{
  const guint n = MIN (n_items (tree), lines->len) - skip;
  guint same = 0;

  while (same < n)
    {
      const guint i = from_end ? n_items (tree) - 1 - same : same;
      const guint k = from_end ? lines->len - 1 - same : same;

      if (tw_run_item_get_info (item_at (tree, i))->id != info_of (tree, lines, k)->id)
        break;
      same++;
    }
  return same;
}

/* Puts items for lines first … in the place of n others. */
static void
replace_items (TwRunTree *tree, const GArray *lines, guint first, guint n_old, guint n_new)
{
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);

  if (n_old == 0 && n_new == 0)
    return;
  for (guint i = first; i < first + n_new; i++)
    {
      const TwRunInfo *info = info_of (tree, lines, i);

      g_ptr_array_add (added, tw_run_item_new (info, &g_array_index (lines, TwRunLine, i),
                                               info->id == tree->shown));
    }
  g_list_store_splice (tree->items, first, n_old, added->pdata, added->len);
}

static void
update_indent (TwRunTree *tree, const GArray *lines)
{
  guint depth = 1;

  for (guint i = 0; i < lines->len; i++)
    depth = MAX (depth, g_array_index (lines, TwRunLine, i).depth);
  tree->indent = CLAMP (ROOM_FOR_RAILS / (int)depth, LEAST_INDENT, INDENT);
  for (guint i = 0; i < tree->rows->len; i++)
    tw_run_row_set_indent (tree->rows->pdata[i], tree->indent);
}

static void
update_list (TwRunTree *tree)
{
  const gboolean all = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (tree->filter));
  g_autoptr (GArray) lines = tw_run_order ((const TwRunInfo *)(gconstpointer)tree->runs->data,
                                           tree->runs->len, !all, tree->shown);
  const guint top = count_same (tree, lines, 0, FALSE);
  const guint bottom = count_same (tree, lines, top, TRUE);

  replace_items (tree, lines, top, n_items (tree) - top - bottom, lines->len - top - bottom);
  for (guint i = 0; i < lines->len; i++)
    tw_run_item_update (item_at (tree, i), info_of (tree, lines, i),
                        &g_array_index (lines, TwRunLine, i),
                        info_of (tree, lines, i)->id == tree->shown);
  update_indent (tree, lines);
}

static void
on_filter_toggled (TwRunTree *tree)
{
  update_list (tree);
}

static void
clear_run (gpointer data)
{
  TwRunInfo *info = data;

  g_free ((char *)info->name);
  g_free ((char *)info->regime);
  g_free ((char *)info->note);
}

static gboolean
copy_runs (TwRunTree *tree, const TwRunInfo *runs, guint n)
{
  gboolean any_hidden = FALSE;

  g_array_set_size (tree->runs, 0);
  for (guint i = 0; i < n; i++)
    {
      TwRunInfo info = runs[i];

      info.name = g_strdup (runs[i].name != NULL ? runs[i].name : "");
      info.regime = g_strdup (runs[i].regime);
      info.note = g_strdup (runs[i].note);
      any_hidden |= info.hidden && !info.deleted;
      g_array_append_val (tree->runs, info);
    }
  return any_hidden;
}

static void
scroll_now (TwRunTree *tree)
{
  guint position;

  if (find_item (tree, tree->scroll_to, &position) != NULL)
    gtk_widget_activate_action (GTK_WIDGET (tree->list), "list.scroll-to-item", "u", position);
  tree->scroll_to = 0;
}

/* Before it was laid out once, the list scrolls to where it shows nothing. */
static gboolean
on_tick (GtkWidget *list, GdkFrameClock *clock, gpointer data)
{
  TwRunTree *tree = data;

  if (gtk_widget_get_height (list) == 0)
    return G_SOURCE_CONTINUE;
  tree->scroll_tick = 0;
  scroll_now (tree);
  return G_SOURCE_REMOVE;
}

static void
scroll_to (TwRunTree *tree, gint64 id)
{
  tree->scroll_to = id;
  if (gtk_widget_get_height (GTK_WIDGET (tree->list)) > 0)
    scroll_now (tree);
  else if (tree->scroll_tick == 0)
    tree->scroll_tick = gtk_widget_add_tick_callback (GTK_WIDGET (tree->list), on_tick, tree, NULL);
}

void
tw_run_tree_set_runs (TwRunTree *tree, const TwRunInfo *runs, guint n, gint64 shown)
{
  const gboolean another = tree->shown != shown;

  g_return_if_fail (TW_IS_RUN_TREE (tree));

  tree->shown = shown;
  gtk_widget_set_visible (tree->filter, copy_runs (tree, runs, n));
  update_list (tree);
  if (another)
    scroll_to (tree, shown);
}

/* --- lines --- */

static TwRunRow *
row_of (TwRunTree *tree, gint64 id)
{
  for (guint i = 0; i < tree->rows->len; i++)
    {
      TwRunItem *item = tw_run_row_get_item (tree->rows->pdata[i]);

      if (item != NULL && tw_run_item_get_info (item)->id == id)
        return tree->rows->pdata[i];
    }
  return NULL;
}

static void
on_renamed (TwRunRow *row, const char *name, TwRunTree *tree)
{
  g_signal_emit (tree, signals[RENAME], 0, tw_run_item_get_info (tw_run_row_get_item (row))->id,
                 name);
}

static void
on_hide_toggled (TwRunRow *row, TwRunTree *tree)
{
  const TwRunInfo *info = tw_run_item_get_info (tw_run_row_get_item (row));

  g_signal_emit (tree, signals[SET_HIDDEN], 0, info->id, !info->hidden);
}

static void open_menu (TwRunTree *tree, TwRunRow *row, double x, double y);

static void
on_menu_requested (TwRunRow *row, TwRunTree *tree)
{
  open_menu (tree, row, gtk_widget_get_width (GTK_WIDGET (row)) - 12, 14);
}

/* There is no better moment: a list that goes takes its rows along before it says so. */
static void
on_row_gone (gpointer data, GObject *row)
{
  g_ptr_array_remove_fast (TW_RUN_TREE (data)->rows, row);
}

static void
on_setup (TwRunTree *tree, GtkListItem *list_item)
{
  TwRunRow *row = TW_RUN_ROW (tw_run_row_new ());

  tw_run_row_set_indent (row, tree->indent);
  tw_run_row_set_read_only (row, tree->read_only);
  g_signal_connect_object (row, "renamed", G_CALLBACK (on_renamed), tree, 0);
  g_signal_connect_object (row, "hide-toggled", G_CALLBACK (on_hide_toggled), tree, 0);
  g_signal_connect_object (row, "menu-requested", G_CALLBACK (on_menu_requested), tree, 0);
  g_ptr_array_add (tree->rows, row);
  g_object_weak_ref (G_OBJECT (row), on_row_gone, tree);
  gtk_list_item_set_child (list_item, GTK_WIDGET (row));
}

static void
on_bind (TwRunTree *tree, GtkListItem *list_item)
{
  tw_run_row_set_item (TW_RUN_ROW (gtk_list_item_get_child (list_item)),
                       gtk_list_item_get_item (list_item));
}

static void
on_unbind (TwRunTree *tree, GtkListItem *list_item)
{
  tw_run_row_set_item (TW_RUN_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
on_activate (TwRunTree *tree, guint position)
{
  g_signal_emit (tree, signals[RUN_ACTIVATED], 0,
                 tw_run_item_get_info (item_at (tree, position))->id);
}

/* --- the menu --- */

static void
set_enabled (TwRunTree *tree, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (tree->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
set_target (TwRunTree *tree, const TwRunInfo *info)
{
  const gboolean writable = !tree->read_only;

  tree->target = info->id;
  set_enabled (tree, "activate", info->id != tree->shown);
  set_enabled (tree, "compare", info->id != tree->shown && tree->shown != 0);
  set_enabled (tree, "hide", !info->hidden && writable);
  set_enabled (tree, "unhide", info->hidden && writable);
  set_enabled (tree, "rename", writable);
  set_enabled (tree, "delete", writable);
  gtk_widget_set_sensitive (GTK_WIDGET (tree->swatches), writable);
  tw_swatches_set_selected (tree->swatches, info->color);
}

/* x, y: within the row. */
static void
open_menu (TwRunTree *tree, TwRunRow *row, double x, double y)
{
  double tree_x, tree_y;

  set_target (tree, tw_run_item_get_info (tw_run_row_get_item (row)));
  gtk_widget_translate_coordinates (GTK_WIDGET (row), GTK_WIDGET (tree), x, y, &tree_x, &tree_y);
  gtk_popover_set_pointing_to (GTK_POPOVER (tree->popover),
                               &(GdkRectangle){ (int)tree_x, (int)tree_y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (tree->popover));
}

static TwRunRow *
row_at (TwRunTree *tree, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (tree->list), x, y, GTK_PICK_DEFAULT);
  GtkWidget *row = widget != NULL ? gtk_widget_get_ancestor (widget, TW_TYPE_RUN_ROW) : NULL;

  if (row == NULL && widget != NULL)
    row = gtk_widget_get_first_child (widget);
  return row != NULL && TW_IS_RUN_ROW (row) ? TW_RUN_ROW (row) : NULL;
}

static void
on_secondary_click (TwRunTree *tree, int n_press, double x, double y, GtkGesture *gesture)
{
  TwRunRow *row = row_at (tree, x, y);
  double row_x, row_y;

  if (row == NULL || tw_run_row_is_renaming (row))
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_translate_coordinates (GTK_WIDGET (tree->list), GTK_WIDGET (row), x, y, &row_x,
                                    &row_y);
  open_menu (tree, row, row_x, row_y);
}

static void
act_activate (GSimpleAction *action, GVariant *parameter, gpointer tree)
{
  g_signal_emit (tree, signals[RUN_ACTIVATED], 0, TW_RUN_TREE (tree)->target);
}

static void
act_compare (GSimpleAction *action, GVariant *parameter, gpointer tree)
{
  g_signal_emit (tree, signals[COMPARE], 0, TW_RUN_TREE (tree)->target);
}

static void
act_changes (GSimpleAction *action, GVariant *parameter, gpointer tree)
{
  g_signal_emit (tree, signals[SHOW_CHANGES], 0, TW_RUN_TREE (tree)->target);
}

static void
act_hide (GSimpleAction *action, GVariant *parameter, gpointer tree)
{
  g_signal_emit (tree, signals[SET_HIDDEN], 0, TW_RUN_TREE (tree)->target, TRUE);
}

static void
act_unhide (GSimpleAction *action, GVariant *parameter, gpointer tree)
{
  g_signal_emit (tree, signals[SET_HIDDEN], 0, TW_RUN_TREE (tree)->target, FALSE);
}

static gboolean
rename_later (gpointer tree)
{
  tw_run_tree_begin_rename (tree, TW_RUN_TREE (tree)->target);
  return G_SOURCE_REMOVE;
}

static void
act_rename (GSimpleAction *action, GVariant *parameter, gpointer tree)
{
  /* Not before the menu is gone: it takes the focus with it. */
  g_idle_add_full (G_PRIORITY_LOW, rename_later, g_object_ref (tree), g_object_unref);
}

static void
act_delete (GSimpleAction *action, GVariant *parameter, gpointer tree)
{
  g_signal_emit (tree, signals[DELETE], 0, TW_RUN_TREE (tree)->target);
}

static void
on_color_chosen (TwRunTree *tree, guint color)
{
  gtk_popover_popdown (GTK_POPOVER (tree->popover));
  g_signal_emit (tree, signals[SET_COLOR], 0, tree->target, color);
}

void
tw_run_tree_begin_rename (TwRunTree *tree, gint64 id)
{
  g_return_if_fail (TW_IS_RUN_TREE (tree));

  if (row_of (tree, id) == NULL)
    scroll_to (tree, id);
  if (row_of (tree, id) != NULL)
    tw_run_row_begin_rename (row_of (tree, id));
}

/* --- keys --- */

/* The one that the focus is on or in. */
static TwRunRow *
focused_row (TwRunTree *tree)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (tree));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, TW_TYPE_RUN_ROW) : NULL;

  if (row == NULL && focus != NULL)
    row = gtk_widget_get_first_child (focus);
  return row != NULL && TW_IS_RUN_ROW (row) ? TW_RUN_ROW (row) : NULL;
}

static gboolean
activate (TwRunTree *tree, const char *action)
{
  GAction *found = g_action_map_lookup_action (G_ACTION_MAP (tree->actions), action);

  if (!g_action_get_enabled (found))
    return FALSE;
  g_action_activate (found, NULL);
  return TRUE;
}

static gboolean
on_key (TwRunTree *tree, guint key, guint code, GdkModifierType state)
{
  const GdkModifierType modifiers =
      state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK);
  TwRunRow *row = focused_row (tree);

  if (row == NULL || tw_run_row_get_item (row) == NULL || tw_run_row_is_renaming (row))
    return FALSE;
  set_target (tree, tw_run_item_get_info (tw_run_row_get_item (row)));
  if (key == GDK_KEY_Menu || (key == GDK_KEY_F10 && modifiers == GDK_SHIFT_MASK))
    {
      on_menu_requested (row, tree);
      return TRUE;
    }
  if (modifiers != 0)
    return FALSE;
  if (key == GDK_KEY_F2)
    return activate (tree, "rename");
  if (key == GDK_KEY_Delete || key == GDK_KEY_KP_Delete)
    return activate (tree, "delete");
  if (key == GDK_KEY_h || key == GDK_KEY_H)
    return activate (tree, "hide") || activate (tree, "unhide");
  return FALSE;
}

/* --- the object --- */

static void
set_read_only (TwRunTree *tree, gboolean read_only)
{
  tree->read_only = read_only;
  for (guint i = 0; i < tree->rows->len; i++)
    tw_run_row_set_read_only (tree->rows->pdata[i], read_only);
}

static void
tw_run_tree_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_READ_ONLY)
    set_read_only (TW_RUN_TREE (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tw_run_tree_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_READ_ONLY)
    g_value_set_boolean (value, TW_RUN_TREE (object)->read_only);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tw_run_tree_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TwRunTree *tree = TW_RUN_TREE (widget);

  gtk_widget_size_allocate (tree->layout, &(GtkAllocation){ 0, 0, width, height }, baseline);
  gtk_popover_present (GTK_POPOVER (tree->popover));
}

static void
tw_run_tree_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (TW_RUN_TREE (widget)->layout, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static void
tw_run_tree_dispose (GObject *object)
{
  TwRunTree *tree = TW_RUN_TREE (object);

  /* Lines go, and say so, while there still is a tree to say it to. */
  if (tree->list != NULL)
    {
      if (tree->scroll_tick != 0)
        gtk_widget_remove_tick_callback (GTK_WIDGET (tree->list), tree->scroll_tick);
      tree->scroll_tick = 0;
      gtk_list_view_set_model (tree->list, NULL);
    }
  g_clear_pointer (&tree->popover, gtk_widget_unparent);
  g_clear_pointer (&tree->layout, gtk_widget_unparent);
  tree->list = NULL;
  while (tree->rows->len > 0)
    {
      g_object_weak_unref (tree->rows->pdata[0], on_row_gone, tree);
      g_ptr_array_remove_index_fast (tree->rows, 0);
    }
  g_clear_object (&tree->items);
  g_clear_object (&tree->actions);
  g_clear_object (&tree->menu);
  G_OBJECT_CLASS (tw_run_tree_parent_class)->dispose (object);
}

static void
tw_run_tree_finalize (GObject *object)
{
  TwRunTree *tree = TW_RUN_TREE (object);

  g_clear_pointer (&tree->rows, g_ptr_array_unref);
  g_clear_pointer (&tree->runs, g_array_unref);
  G_OBJECT_CLASS (tw_run_tree_parent_class)->finalize (object);
}

static void
add_signal (GType type, guint id, const char *name, guint n, GType second)
{
  signals[id] = g_signal_new (name, type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, n,
                              G_TYPE_INT64, second);
}

static void
bind_template (GtkWidgetClass *class)
{
  gtk_widget_class_set_template_from_resource (class, "/org/thalweg/Thalweg/ui/tw-run-tree.ui");
  gtk_widget_class_bind_template_child (class, TwRunTree, layout);
  gtk_widget_class_bind_template_child (class, TwRunTree, filter);
  gtk_widget_class_bind_template_child (class, TwRunTree, list);
  gtk_widget_class_bind_template_child (class, TwRunTree, menu);
  gtk_widget_class_bind_template_callback (class, on_filter_toggled);
  gtk_widget_class_bind_template_callback (class, on_activate);
  gtk_widget_class_bind_template_callback (class, on_setup);
  gtk_widget_class_bind_template_callback (class, on_bind);
  gtk_widget_class_bind_template_callback (class, on_unbind);
  gtk_widget_class_bind_template_callback (class, on_key);
  gtk_widget_class_bind_template_callback (class, on_secondary_click);
}

static void
tw_run_tree_class_init (TwRunTreeClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  const GType type = G_TYPE_FROM_CLASS (class);

  object_class->set_property = tw_run_tree_set_property;
  object_class->get_property = tw_run_tree_get_property;
  object_class->dispose = tw_run_tree_dispose;
  object_class->finalize = tw_run_tree_finalize;
  widget_class->size_allocate = tw_run_tree_size_allocate;
  widget_class->measure = tw_run_tree_measure;
  props[PROP_READ_ONLY] = g_param_spec_boolean ("read-only", NULL, NULL, FALSE,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  add_signal (type, RUN_ACTIVATED, "run-activated", 1, G_TYPE_NONE);
  add_signal (type, RENAME, "rename", 2, G_TYPE_STRING);
  add_signal (type, SET_HIDDEN, "set-hidden", 2, G_TYPE_BOOLEAN);
  add_signal (type, SET_COLOR, "set-color", 2, G_TYPE_UINT);
  add_signal (type, DELETE, "delete", 1, G_TYPE_NONE);
  add_signal (type, COMPARE, "compare", 1, G_TYPE_NONE);
  add_signal (type, SHOW_CHANGES, "show-changes", 1, G_TYPE_NONE);
  bind_template (widget_class);
  gtk_widget_class_set_css_name (widget_class, "runtree");
}

static void
add_actions (TwRunTree *tree)
{
  static const GActionEntry entries[] = {
    { "activate", act_activate, NULL, NULL, NULL, { 0 } },
    { "compare", act_compare, NULL, NULL, NULL, { 0 } },
    { "changes", act_changes, NULL, NULL, NULL, { 0 } },
    { "hide", act_hide, NULL, NULL, NULL, { 0 } },
    { "unhide", act_unhide, NULL, NULL, NULL, { 0 } },
    { "rename", act_rename, NULL, NULL, NULL, { 0 } },
    { "delete", act_delete, NULL, NULL, NULL, { 0 } },
  };

  tree->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (tree->actions), entries, G_N_ELEMENTS (entries),
                                   tree);
  gtk_widget_insert_action_group (GTK_WIDGET (tree), "run", G_ACTION_GROUP (tree->actions));
}

static void
add_popover (TwRunTree *tree)
{
  tree->popover = gtk_popover_menu_new_from_model (tree->menu);
  gtk_popover_set_has_arrow (GTK_POPOVER (tree->popover), FALSE);
  gtk_widget_set_halign (tree->popover, GTK_ALIGN_START);
  gtk_widget_set_parent (tree->popover, GTK_WIDGET (tree));
  tree->swatches = TW_SWATCHES (tw_swatches_new ());
  g_signal_connect_swapped (tree->swatches, "chosen", G_CALLBACK (on_color_chosen), tree);
  gtk_popover_menu_add_child (GTK_POPOVER_MENU (tree->popover), GTK_WIDGET (tree->swatches),
                              "colors");
}

static void
tw_run_tree_init (TwRunTree *tree)
{
  g_autoptr (GtkSelectionModel) model = NULL;

  tree->items = g_list_store_new (TW_TYPE_RUN_ITEM);
  tree->rows = g_ptr_array_new ();
  tree->runs = g_array_new (FALSE, FALSE, sizeof (TwRunInfo));
  g_array_set_clear_func (tree->runs, clear_run);
  tree->indent = INDENT;
  gtk_widget_init_template (GTK_WIDGET (tree));
  g_object_ref (tree->menu);
  add_actions (tree);
  add_popover (tree);
  model = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (tree->items))));
  gtk_list_view_set_model (tree->list, model);
}

GtkWidget *
tw_run_tree_new (void)
{
  return g_object_new (TW_TYPE_RUN_TREE, NULL);
}
