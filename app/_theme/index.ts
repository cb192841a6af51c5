export { nextTheme, readTheme, THEME_COOKIE, THEMES, type Theme, themeCookie } from "./theme";
