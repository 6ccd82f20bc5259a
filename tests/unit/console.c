// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/console.c: text and numbers reach a UART, its speed is
 * set only when asked for, and a UART that is absent or stuck ends the output
 * within a bounded number of accesses.
 */
#include "purgatory/console.h"

#include "purgatory/clock.h"
#include "purgatory/kdp_abi.h"
#include "purgatory/record.h"
#include "tests/fake/bus.h"
#include "tests/tap.h"

#define BASE 0x3f8u
#define LSR  5u

struct uart {
	char sent[256];
	size_t count;
	uint8_t reg[8];
	uint16_t divisor;
	bool absent;
	bool stuck;	/* THRE and TEMT never come */
};

static uint64_t uart_read(void *model, uint64_t offset, unsigned int size)
{
	struct uart *uart = model;

	(void)size;
	if (uart->absent)
		return 0xff;
	if (offset == LSR)
		return uart->stuck ? 0 : 0x60;
	return uart->reg[offset];
}

static void uart_write(void *model, uint64_t offset, unsigned int size,
		       uint64_t value)
{
	struct uart *uart = model;
	bool dlab = uart->reg[3] & 0x80;

	(void)size;
	if (uart->stuck || uart->absent)
		return;
	if (offset == 0 && dlab)
		uart->divisor = (uint16_t)((uart->divisor & 0xff00) | value);
	else if (offset == 1 && dlab)
		uart->divisor = (uint16_t)((uart->divisor & 0xff) | value << 8);
	else if (offset == 0 && uart->count < sizeof(uart->sent) - 1)
		uart->sent[uart->count++] = (char)value;
	else
		uart->reg[offset] = (uint8_t)value;
}

static const struct fake_ops uart_ops = {
	.name = "uart",
	.read = uart_read,
	.write = uart_write,
};

static void begin(struct uart *uart)
{
	memset(uart, 0, sizeof(*uart));
	fake_reset();
	fake_claim(FAKE_PIO, BASE, 8, &uart_ops, uart);
	kdp_record_init(0, 0);
	kdp_clock_init(1000000, 1000000);
}

static size_t accesses(void)
{
	size_t count;

	fake_log(&count);
	return count;
}

static void text_and_numbers(void)
{
	struct uart uart;

	begin(&uart);
	kdp_console_init(KDP_SERIAL_PIO, BASE, 0);
	kdp_console_text("a ");
	kdp_console_decimal(0);
	kdp_console_text(" ");
	kdp_console_decimal(UINT64_MAX);
	kdp_console_text(" ");
	kdp_console_hex(0);
	kdp_console_text(" ");
	kdp_console_hex(0xfec00000);
	kdp_console_text("\n");
	kdp_console_flush();
	TAP_STR(uart.sent, "a 0 18446744073709551615 0x0 0xfec00000\r\n");
}

static void speed_is_left_alone(void)
{
	struct uart uart;

	begin(&uart);
	kdp_console_init(KDP_SERIAL_PIO, BASE, 0);
	TAP_EQ(fake_log_writes(FAKE_PIO, BASE, 8), 0);
}

static void speed_is_set(void)
{
	struct uart uart;

	begin(&uart);
	kdp_console_init(KDP_SERIAL_PIO, BASE, 9600);
	TAP_EQ(uart.divisor, 12);
	TAP_EQ(uart.reg[3], 3);
	kdp_console_text("x");
	TAP_STR(uart.sent, "x");

	begin(&uart);
	kdp_console_init(KDP_SERIAL_PIO, BASE, 4000000);
	TAP_EQ(uart.divisor, 1);
	begin(&uart);
	kdp_console_init(KDP_SERIAL_PIO, BASE, 1);
	TAP_EQ(uart.divisor, 0xffff);
}

static void absent_uart_is_left_alone(void)
{
	struct uart uart;

	begin(&uart);
	uart.absent = true;
	kdp_console_init(KDP_SERIAL_PIO, BASE, 115200);
	kdp_console_text("some text\n");
	kdp_console_flush();
	TAP_EQ(accesses(), 1);
}

static void stuck_uart_switches_the_console_off(void)
{
	struct uart uart;
	size_t first;

	begin(&uart);
	kdp_console_init(KDP_SERIAL_PIO, BASE, 0);
	uart.stuck = true;
	kdp_console_text("x");
	first = accesses();
	TAP_CHECK(first > 1);
	kdp_console_text("more text\n");
	kdp_console_flush();
	TAP_EQ(accesses(), first);
}

static void stuck_transmitter_ends_the_flush(void)
{
	struct uart uart;
	uint64_t before;

	begin(&uart);
	kdp_console_init(KDP_SERIAL_PIO, BASE, 0);
	uart.stuck = true;
	before = fake_cpu.tsc;
	kdp_console_flush();
	TAP_CHECK(fake_cpu.tsc - before < 60000 * 1000ull);
}

static void no_console_touches_nothing(void)
{
	struct uart uart;

	begin(&uart);
	kdp_console_init(KDP_SERIAL_NONE, BASE, 115200);
	kdp_console_text("text");
	kdp_console_init(7, BASE, 115200);
	kdp_console_text("text");
	kdp_console_init(KDP_SERIAL_PIO, 0xfffd, 115200);
	kdp_console_text("text");
	kdp_console_init(KDP_SERIAL_PIO, 0x103f8, 115200);
	kdp_console_text("text");
	TAP_EQ(accesses(), 0);
}

int main(void)
{
	TAP_RUN(text_and_numbers);
	TAP_RUN(speed_is_left_alone);
	TAP_RUN(speed_is_set);
	TAP_RUN(absent_uart_is_left_alone);
	TAP_RUN(stuck_uart_switches_the_console_off);
	TAP_RUN(stuck_transmitter_ends_the_flush);
	TAP_RUN(no_console_touches_nothing);
	return tap_done();
}
