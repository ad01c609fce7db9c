// The build replaces this file's value for the tracing core: with `false` every trace branch folds away.
export const TRACE: bool = false;
