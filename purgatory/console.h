/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * console.h - lines on an 8250, for whoever watches.  Nothing depends on it.
 */
#ifndef KDP_PURGATORY_CONSOLE_H
#define KDP_PURGATORY_CONSOLE_H

#include <stdint.h>

/**
 * kdp_console_init() - find the UART; without one the console stays off
 * @kind: KDP_SERIAL_*
 * @base: first I/O port
 * @baud: 0 leaves the UART as it is set
 */
void kdp_console_init(uint32_t kind, uint32_t base, uint32_t baud);

/**
 * kdp_console_text() - write a string
 *
 * A UART that takes no byte for a while switches the console off.
 */
void kdp_console_text(const char *text);

/** kdp_console_decimal() - write a number, without leading zeros */
void kdp_console_decimal(uint64_t value);

/** kdp_console_hex() - the same in hexadecimal, with 0x in front */
void kdp_console_hex(uint64_t value);

/**
 * kdp_console_flush() - wait, bounded, until the last byte left the UART
 *
 * The second kernel resets the transmitter.
 */
void kdp_console_flush(void);

#endif
