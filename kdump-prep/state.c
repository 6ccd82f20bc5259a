// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * state.c - reads what the running kernel says about its crash kernel; see
 * state.h.
 */
#include "kdump-prep/state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/text.h"

#define SMALL_FILE_MAX 4096u
#define MEMINFO_MAX    65536u

static struct kdp_error *read_number(const struct kdp_sysroot *root,
				     const char *path, uint64_t *ret,
				     bool *found)
{
	struct kdp_error *err = kdp_sysroot_read_u64(root, path, 0, ret);

	*found = !kdp_error_catch(&err, KDP_ERROR_NOT_FOUND);
	return err;
}

/* A count, or -1 where loads are not limited. */
static struct kdp_error *read_limit(const struct kdp_sysroot *root,
				    struct kdp_state *ret)
{
	KDP_AUTO_FREE char *text = NULL;
	struct kdp_error *err;
	size_t size;

	err = kdp_sysroot_read(root, "/proc/sys/kernel/kexec_load_limit_panic",
			       SMALL_FILE_MAX, &text, &size);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND) || err)
		return err;
	ret->limited = text[0] >= '0' && text[0] <= '9';
	if (ret->limited)
		ret->loads_left = strtoull(text, NULL, 10);
	return NULL;
}

/* "none [integrity] confidentiality": the brackets tell. */
static struct kdp_error *read_lockdown(const struct kdp_sysroot *root,
				       struct kdp_state *ret)
{
	KDP_AUTO_FREE char *text = NULL;
	struct kdp_error *err;
	const char *open, *close;
	size_t size;

	snprintf(ret->lockdown, sizeof(ret->lockdown), "unknown");
	err = kdp_sysroot_read(root, "/sys/kernel/security/lockdown",
			       SMALL_FILE_MAX, &text, &size);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND) || err)
		return err;
	open = strchr(text, '[');
	close = open ? strchr(open, ']') : NULL;
	if (!close || (size_t)(close - open) > sizeof(ret->lockdown))
		return NULL;
	snprintf(ret->lockdown, sizeof(ret->lockdown), "%.*s",
		 (int)(close - open - 1), open + 1);
	ret->locked_down = strcmp(ret->lockdown, "none") != 0;
	return NULL;
}

/* Whether a file is there and has @text in it. */
static struct kdp_error *file_has(const struct kdp_sysroot *root,
				  const char *path, const char *text, bool *ret)
{
	KDP_AUTO_FREE char *data = NULL;
	struct kdp_error *err;
	size_t size;

	*ret = false;
	err = kdp_sysroot_read(root, path, SMALL_FILE_MAX, &data, &size);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND) || err)
		return err;
	*ret = strstr(data, text) != NULL;
	return NULL;
}

/*
 * The domain that controls the hypervisor: "control_d", which is there where
 * xenfs is mounted, or the UUID of domain 0.
 */
static struct kdp_error *read_xen(const struct kdp_sysroot *root,
				  struct kdp_state *ret)
{
	struct kdp_error *err;
	bool is_xen, is_zero;

	err = file_has(root, "/proc/xen/capabilities", "control_d",
		       &ret->xen_dom0);
	if (err || ret->xen_dom0)
		return err;
	err = file_has(root, "/sys/hypervisor/type", "xen", &is_xen);
	if (!err)
		err = file_has(root, "/sys/hypervisor/uuid",
			       "00000000-0000-0000-0000-000000000000",
			       &is_zero);
	if (!err)
		ret->xen_dom0 = is_xen && is_zero;
	return err;
}

struct kdp_error *kdp_state_read(const struct kdp_sysroot *root,
				 struct kdp_state *ret)
{
	uint64_t loaded = 0, disabled = 0;
	struct kdp_error *err;
	bool found;

	memset(ret, 0, sizeof(*ret));
	err = read_number(root, "/sys/kernel/kexec_crash_loaded", &loaded,
			  &ret->supported);
	if (!err)
		err = read_number(root, "/sys/kernel/kexec_crash_size",
				  &ret->reserved, &found);
	if (!err)
		err = read_number(root,
				  "/proc/sys/kernel/kexec_load_disabled",
				  &disabled, &found);
	if (!err)
		err = read_limit(root, ret);
	if (!err)
		err = read_lockdown(root, ret);
	if (!err)
		err = read_xen(root, ret);
	ret->loaded = loaded != 0;
	ret->load_disabled = disabled != 0;
	return err;
}

uint64_t kdp_state_ram(const struct kdp_sysroot *root)
{
	KDP_AUTO_FREE char *data = NULL;
	struct kdp_word name, number;
	struct kdp_error *err;
	struct kdp_text text;
	uint64_t kib;
	size_t size;

	err = kdp_sysroot_read(root, "/proc/meminfo", MEMINFO_MAX, &data,
			       &size);
	if (err) {
		kdp_error_destroy(err);
		return 0;
	}
	kdp_text_init(&text, "/proc/meminfo", data, size);
	while (kdp_text_next(&text))
		if (kdp_text_word(&text, &name) &&
		    kdp_word_is(name, "MemTotal:") &&
		    kdp_text_word(&text, &number) &&
		    kdp_word_u64(number, 10, &kib) && kib <= UINT64_MAX >> 10)
			return kib << 10;
	return 0;
}
