/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vmcoreinfo.h - what a kernel says of itself in its note VMCOREINFO: a line
 * "NAME=VALUE" for each fact.
 */
#ifndef KDP_KDUMP_PREP_VMCOREINFO_H
#define KDP_KDUMP_PREP_VMCOREINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * kdp_vmcoreinfo_find() - a fact's value
 * @name: with its "="
 *
 * Return: false where there is none, or it has @size bytes or more.
 */
bool kdp_vmcoreinfo_find(const uint8_t *info, size_t info_size,
			 const char *name, char *ret, size_t size);

/**
 * kdp_vmcoreinfo_number() - a value that is a number, as 64 bits
 * @base: 10, which may be negative, or 16
 *
 * Return: false where there is none, or it is no such number.
 */
bool kdp_vmcoreinfo_number(const uint8_t *info, size_t info_size,
			   const char *name, unsigned int base, uint64_t *ret);

#endif
