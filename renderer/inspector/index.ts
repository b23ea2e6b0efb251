/** Forms for the selected nodes, generated from the catalog, and their problems with fixes. */

export { type FormField, formFields, parameterEdits, sharedDefinition } from "./form-fields";
export { Inspector } from "./inspector";
export { ProblemItem } from "./problem-item";
