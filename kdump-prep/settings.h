/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * settings.h - finds one thing in the files of others: a setting of a
 * configuration file, the version of a Debian package, a line of meminfo.
 */
#ifndef KDP_KDUMP_PREP_SETTINGS_H
#define KDP_KDUMP_PREP_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * kdp_setting_find() - the last value of a setting
 * @text: lines of NAME=VALUE (shell) or NAME VALUE (kdump.conf)
 * @ret: the value without quotes, cut to @ret_size - 1 bytes
 *
 * Return: false where there is none; @ret is unchanged then.
 */
bool kdp_setting_find(const char *text, size_t size, const char *name,
		      char *ret, size_t ret_size);

/**
 * kdp_setting_filter() - the options that a capture gives to makedumpfile
 * @text: /etc/default/kdump-tools (MAKEDUMP_ARGS) or /etc/kdump.conf
 *	(core_collector)
 * @ret: as they are there, but for -F, which is of a pipe; cut to @ret_size - 1
 *	bytes
 *
 * Return: false where there are none, or another program saves the dump; @ret
 * is unchanged then.
 */
bool kdp_setting_filter(const char *text, size_t size, char *ret,
			size_t ret_size);

/**
 * kdp_package_version() - the version of an installed package
 * @text: /var/lib/dpkg/status
 *
 * Return: false where it is not installed.
 */
bool kdp_package_version(const char *text, size_t size, const char *package,
			 char *ret, size_t ret_size);

/**
 * kdp_meminfo() - a line of /proc/meminfo
 * @name: with its colon
 *
 * Return: bytes, 0 where there is none.
 */
uint64_t kdp_meminfo(const char *text, size_t size, const char *name);

#endif
