/**
 * Thrown by compiled code at what it was not made for, be it a value of another type or bytes that no encoder writes.
 * Nobody else sees it: protobuf-es then does the work, and knows how, or says why not. One for all, without a stack.
 */
export const odd = new TypeError("Only protobuf-es knows how to take this");
