// The style sheet of the sign-in form, `src/ui/style.css` without what is for people alone: the build writes it.

export const SHEET: string;
