// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * console.c - polled output on an 8250.
 */
#include "purgatory/console.h"

#include <stdbool.h>

#include "purgatory/clock.h"
#include "purgatory/kdp_abi.h"
#include "purgatory/regs/uart.h"

#include "pio.h"

/* A byte takes 33 ms at 300 baud, the slowest rate that anybody sets. */
#define BYTE_US 50000u

static struct {
	uint16_t base;
	bool on;
} console;

static uint8_t uart_read(uint16_t offset)
{
	return kdp_pio_in8((uint16_t)(console.base + offset));
}

static void uart_write(uint16_t offset, uint8_t value)
{
	kdp_pio_out8((uint16_t)(console.base + offset), value);
}

static void uart_set_baud(uint32_t baud)
{
	uint32_t divisor = UART_CLOCK_BAUD / baud;

	if (divisor == 0)
		divisor = 1;
	if (divisor > UINT16_MAX)
		divisor = UINT16_MAX;

	uart_write(UART_LCR, UART_LCR_8N1);
	uart_write(UART_IER, 0);
	uart_write(UART_FCR, UART_FCR_ENABLE);
	uart_write(UART_LCR, UART_LCR_8N1 | UART_LCR_DLAB);
	uart_write(UART_DLL, (uint8_t)divisor);
	uart_write(UART_DLM, (uint8_t)(divisor >> 8));
	uart_write(UART_LCR, UART_LCR_8N1);
	uart_write(UART_MCR, UART_MCR_DTR | UART_MCR_RTS);
}

void kdp_console_init(uint32_t kind, uint32_t base, uint32_t baud)
{
	console.on = false;
	if (kind != KDP_SERIAL_PIO || base > UINT16_MAX - UART_LSR)
		return;

	console.base = (uint16_t)base;
	if (uart_read(UART_LSR) == UART_LSR_NONE)
		return;
	if (baud)
		uart_set_baud(baud);
	console.on = true;
}

static bool uart_wait(uint8_t bit)
{
	struct kdp_deadline deadline;

	kdp_deadline_start(&deadline, BYTE_US);
	while (!(uart_read(UART_LSR) & bit)) {
		if (kdp_deadline_passed(&deadline))
			return false;
	}
	return true;
}

static void put(char byte)
{
	if (!console.on)
		return;
	if (uart_wait(UART_LSR_THRE))
		uart_write(UART_THR, (uint8_t)byte);
	else
		console.on = false;
}

void kdp_console_text(const char *text)
{
	while (*text) {
		if (*text == '\n')
			put('\r');
		put(*text++);
	}
}

void kdp_console_decimal(uint64_t value)
{
	char digits[21];
	unsigned int at = sizeof(digits) - 1;

	digits[at] = '\0';
	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	kdp_console_text(digits + at);
}

void kdp_console_hex(uint64_t value)
{
	static const char digit[] = "0123456789abcdef";
	char digits[17];
	unsigned int at = sizeof(digits) - 1;

	digits[at] = '\0';
	do {
		digits[--at] = digit[value % 16];
		value /= 16;
	} while (value);
	kdp_console_text("0x");
	kdp_console_text(digits + at);
}

void kdp_console_flush(void)
{
	if (console.on && !uart_wait(UART_LSR_TEMT))
		console.on = false;
}
