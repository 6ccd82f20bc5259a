/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hidden.h - included on the command line before each purgatory source, so
 * that a reference to another source's object needs no GOT entry.
 * -fvisibility=hidden does that for definitions alone.
 */
#pragma GCC visibility push(hidden)
