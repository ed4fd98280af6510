import { Fault } from "@flotilla/chassis/fault";

/** No picture has this name. */
export function pictureNotFound(name: string): Fault {
  const message = `No picture is named ${JSON.stringify(name)}; ListPictures says which there are.`;
  return new Fault({ code: "not_found", reason: "PICTURE_NOT_FOUND", message });
}

/** More thumbnails wait to be made than anybody would wait for. */
export function thumbnailsBusy(): Fault {
  return new Fault({
    code: "resource_exhausted",
    reason: "THUMBNAILS_BUSY",
    message: "Too many thumbnails are being made. Come back in a moment, or ask for the whole picture.",
    retryAfterMs: 1000,
  });
}
