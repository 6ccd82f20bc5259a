/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * klog.h - the dying kernel's log, as its printk ring buffer holds it.
 */
#ifndef KDP_PURGATORY_KLOG_H
#define KDP_PURGATORY_KLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "purgatory/kdp_abi.h"

/* The ring buffer's arrays in memory, and its ends. */
struct kdp_klog {
	const struct kdp_klog_layout *layout;
	const uint8_t *descs;	/* desc_size << desc_bits bytes */
	const uint8_t *infos;	/* info_size << desc_bits bytes */
	const uint8_t *text;	/* 1 << text_bits bytes */
	uint64_t head;		/* newest id */
	uint64_t tail;		/* oldest id */
};

/**
 * kdp_klog_valid() - whether a layout describes arrays that can be read
 */
bool kdp_klog_valid(const struct kdp_klog_layout *layout);

/**
 * kdp_klog_tail() - write the newest records that fit, oldest first
 * @log: its layout is valid; what the arrays hold is not trusted
 *
 * A line for each, "[seconds.micros] text"; bytes that do not print become
 * "?", those of a record's own lines stay.
 *
 * Return: bytes written, at most @room.
 */
size_t kdp_klog_tail(const struct kdp_klog *log, char *to, size_t room);

#endif
