export { foldText } from "./fold-text.ts";
export { type Page, type PageRequest, type PageSource, readPage } from "./read-page.ts";
