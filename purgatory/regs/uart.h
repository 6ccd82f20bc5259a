/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * regs/uart.h - 8250 and its successors, offsets from the base port.
 * National Semiconductor PC16550D (June 1995), section 8.
 */
#ifndef KDP_REGS_UART_H
#define KDP_REGS_UART_H

#define UART_THR	0u	/* write, DLAB = 0 */
#define UART_DLL	0u	/* DLAB = 1 */
#define UART_IER	1u	/* DLAB = 0 */
#define UART_DLM	1u	/* DLAB = 1 */
#define UART_FCR	2u	/* write */
#define UART_FCR_ENABLE	(1u << 0)
#define UART_LCR	3u
#define UART_LCR_8N1	3u
#define UART_LCR_DLAB	(1u << 7)
#define UART_MCR	4u
#define UART_MCR_DTR	(1u << 0)
#define UART_MCR_RTS	(1u << 1)
#define UART_LSR	5u
#define UART_LSR_THRE	(1u << 5)
#define UART_LSR_TEMT	(1u << 6)
#define UART_LSR_NONE	0xffu	/* nothing decodes the port */

#define UART_CLOCK_BAUD	115200u	/* divisor 1 */

#endif
