/** Design tokens and plain, accessible widgets: everything on screen is built from these. */
import "./tokens.css";
import "./base.css";
import "./widgets.css";
import "./overlays.css";

export { Button, type ButtonProps, IconButton, type IconButtonProps, Kbd } from "./button";
export { Checkbox, type Choice, Segmented, Select, Tabs } from "./choices";
export { Dialog, type DialogProps } from "./dialog";
export { Field, type FieldIds, TextField } from "./field";
export { useFileDrop } from "./file-drop";
export { Icon, type IconName } from "./icon";
export { KindMark } from "./kind-mark";
export { ListHeading } from "./list-heading";
export { matchScore } from "./match";
export { Menu, type MenuItem } from "./menu";
export { Notice, type NoticeProps } from "./notice";
export { NumberField, type NumberFieldProps } from "./number-field";
export { type NumberLimits, numberText, readNumber, steppedNumber } from "./number-text";
export { PickButton } from "./pick-button";
export { type PickItem, PickList } from "./pick-list";
export { type AskForRows, useRowPages } from "./row-pages";
export { SearchField } from "./search-field";
export { SplitPane, type SplitPaneProps } from "./split-pane";
export { showToast, type ToastContent, Toasts } from "./toast";
export { Tooltip } from "./tooltip";
export { useVirtualLines } from "./virtual-lines";
export { useVirtualRows, VirtualRows } from "./virtual-rows";
