/**
 * How long a lease is held for whoever took it. Until then nobody else fills the place; whoever takes longer fills it no
 * more.
 */
export const leaseMs = 5000;
